import type { ChainVerdict } from '../../store/verify-chain.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';

/** Whether every event is in its place and as it was written. */
export function checkChain(verdict: ChainVerdict): LinkFinding {
  if (verdict.ok) return holds(`${verdict.events} events follow one another as they were written.`);
  if (verdict.link === 'file') return holds('The events follow one another as they were written.');
  return broken(`Event ${verdict.seq}: ${verdict.why}.`);
}

/** Whether the run's last word is there, and nothing after it: a record that lost its end looks like one that was never ended. */
export function checkEnd(verdict: ChainVerdict): LinkFinding {
  if (!verdict.ok || !verdict.hasEnded) {
    return broken('The record has no end: the run died or goes on, or events were taken away from its end.');
  }
  if (verdict.isTorn) return broken('The last line is not as it was written.');
  return holds('The last event is the end of the run.');
}
