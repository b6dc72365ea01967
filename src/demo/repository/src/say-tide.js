import { nextTide } from './next-tide.js';
import { sayDuration } from './say-duration.js';

/**
 * One sentence about the next tide.
 *
 * @param {{ at: Date, kind: 'high' | 'low', metres: number }[]} table
 * @param {Date} now
 */
export function sayTide(table, now) {
  const tide = nextTide(table, now);
  if (tide === null) return 'The table says nothing about the time to come.';
  const name = tide.kind === 'high' ? 'High' : 'Low';
  return `${name} water in ${sayDuration(tide.at - now)} (${tide.metres.toFixed(1)} m).`;
}
