import { cleanText } from '../../report/clean-text.ts';
import type { LinkName } from './record-link.ts';
import type { RecordReport } from './verify-record.ts';

/** What was checked of a record, in lines for a terminal. */
export function describeVerification({ runId, links }: RecordReport): readonly string[] {
  const first = links.find(({ holds }) => !holds);
  const lines = [
    `Record of ${runId}`,
    ...links.map(({ link, holds, words }) => `  ${holds ? 'holds ' : 'BROKEN'}  ${link.padEnd(10)}  ${words}`),
    first === undefined ? conclusion(links) : `The first broken link: ${first.link}.`,
  ];
  return lines.flatMap((line) => cleanText(line).split('\n'));
}

/** A record can be written anew as far as nobody outside of it says otherwise; what that leaves open is said. */
function conclusion(links: RecordReport['links']): string {
  const isLookedAt = (name: LinkName) => links.some(({ link }) => link === name);
  if (isLookedAt('anchor')) return 'The record is as it was when it was anchored.';
  if (isLookedAt('merged') && !isLookedAt('commit')) {
    return 'The record agrees with itself and with what was merged. That it was not written anew, the commit of the pull request or an anchor can tell: give --commit or --anchor.';
  }
  if (isLookedAt('commit')) {
    return 'The record is as it was when the commit was made. That what came after was not written anew, an anchor from the end can tell: give --anchor.';
  }
  return 'The record agrees with itself. That it was not written anew as a whole, its commit can tell: give --commit and --repo.';
}
