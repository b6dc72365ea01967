import type { CommitObject } from '../../git/read-commit.ts';
import { parseRecordTrailers } from '../exporting/record-trailers.ts';
import type { RecordContent } from './read-content.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';

/** A commit out of a repository, and its id. */
export type GivenCommit = CommitObject & { readonly sha: string };

/**
 * Whether a commit is the one a record speaks of: its content, its base, and the head of the chain when it was made. Its id may be
 * another where a server signed it; the content is what counts.
 */
export function checkCommit(
  given: GivenCommit,
  { commit: recorded, candidates, hashes }: Pick<RecordContent, 'commit' | 'candidates' | 'hashes'>,
): LinkFinding {
  if (recorded === undefined) return broken(`The record knows of no commit.${whereItIs(candidates)}`);
  const trailers = parseRecordTrailers(given.message);
  if (trailers === null) return broken('The commit does not say which record it belongs to.');
  if (trailers.runId !== recorded.runId) return broken(`The commit is of the run ${trailers.runId}.`);
  if (given.tree !== recorded.tree)
    return broken(`The commit has the files ${given.tree}, the run's has ${recorded.tree}.`);
  const { parents = [recorded.base] } = recorded;
  if (given.parents.join() !== parents.join()) {
    return broken(`The commit does not follow ${parents.join(' and ')}, which the run began with.`);
  }
  const { seq, hash } = trailers.head;
  if (seq >= recorded.seq || hashes[seq - 1] !== hash) {
    return broken(`Event ${seq} is not the one that the commit was made after: the record was written anew.`);
  }
  const otherId =
    given.sha === recorded.sha ? '' : ` Its id is not ${recorded.sha}, as the run had it: it was signed or made again.`;
  return holds(`The commit has the files and the base of the run's, and vouches for events 1 to ${seq}.${otherId}`);
}

function whereItIs(candidates: RecordContent['candidates']): string {
  const chosen = candidates?.candidates.find(({ number }) => number === candidates.chosen);
  return chosen === undefined ? '' : ` The one that was chosen is in the record ${chosen.runId}: verify that one.`;
}
