import { cleanText } from '../report/clean-text.ts';
import type { RecordReport } from './verify-record.ts';

/** What was checked of a record, in lines for a terminal. */
export function describeVerification({ runId, links }: RecordReport): readonly string[] {
  const first = links.find(({ holds }) => !holds);
  const lines = [
    `Record of ${runId}`,
    ...links.map(({ link, holds, words }) => `  ${holds ? 'holds ' : 'BROKEN'}  ${link.padEnd(9)}  ${words}`),
    first === undefined ? conclusion(links) : `The first broken link: ${first.link}.`,
  ];
  return lines.flatMap((line) => cleanText(line).split('\n'));
}

/** A record that was compared with nothing outside of it has shown less. */
function conclusion(links: RecordReport['links']): string {
  const isAnchored = links.some(({ link }) => link === 'commit' || link === 'anchor');
  return isAnchored
    ? 'The record is as it was written.'
    : 'The record agrees with itself. That it was not written anew as a whole, its commit can tell: give --commit and --repo.';
}
