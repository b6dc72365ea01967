import pluralize from 'pluralize';

const millisecondsPerMinute = 60_000;

/**
 * Says a duration in hours and minutes, rounded to the nearest minute.
 *
 * @param {number} milliseconds
 */
export function sayDuration(milliseconds) {
  const exact = milliseconds / millisecondsPerMinute;
  const hours = Math.floor(exact / 60);
  const minutes = Math.round(exact % 60);
  const parts = [];
  if (hours > 0) parts.push(pluralize('hour', hours, true));
  if (minutes > 0 || hours === 0) parts.push(pluralize('minute', minutes, true));
  return parts.join(' and ');
}
