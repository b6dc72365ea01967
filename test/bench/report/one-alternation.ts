import { disguises } from '../../../src/report/disguises.ts';
import { afterWords, patterns } from '../../../src/report/secret-patterns.ts';

/** The baseline: the same needles and patterns as one expression, and nothing that keeps it from being tried everywhere. */
export function oneAlternation(secrets: readonly string[]): (text: string) => string {
  const exact = secrets.flatMap(disguises).map((needle) => needle.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const all = [...patterns, ...afterWords].map(({ source }) => source);
  const either = new RegExp([...exact, ...all].join('|'), 'g');
  return (text) => text.replaceAll(either, '[redacted]');
}
