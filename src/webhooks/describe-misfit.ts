import { readEvent } from './events/read-event.ts';
import { fitsEvent } from './fits-event.ts';

/** What is wrong with a signed body under the name of its event, without a word of it; `null`: nothing. */
export function describeMisfit(name: string, body: string): string | null {
  const payload = parseObject(body);
  if (payload === null) return 'It is no JSON object.';
  const reading = readEvent(name, payload);
  if (reading.kind === 'malformed') return reading.problem;
  return reading.kind === 'event' && !fitsEvent(name, payload) ? 'It is about something else than its event.' : null;
}

function parseObject(body: string): object | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? value : null;
  } catch {
    // The parser's own words would quote the body.
    return null;
  }
}
