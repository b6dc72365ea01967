import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstDifference } from '../../git/first-difference.ts';
import type { Patch } from '../../git/render-patch.ts';
import { parseRecordTrailers } from '../exporting/record-trailers.ts';
import type { GivenCommit } from './check-commit.ts';
import type { RecordContent } from './read-content.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';

/** A commit that came of a pull request: squashed, rebased or merged, by whoever's hand. */
export type MergedCommit = GivenCommit & {
  /** What it does to its first parent. */
  readonly patchTo: (parent: string) => Promise<Patch>;
};

type Known = Pick<RecordContent, 'commit' | 'hashes' | 'files'>;

/** Whether what was merged is what the run proved: the same files, or at least the same change to others. */
export async function checkMerged(merged: MergedCommit, directory: string, record: Known): Promise<LinkFinding> {
  const { commit } = record;
  if (commit === undefined) return broken('The record knows of no commit.');
  const naming = checkNaming(merged.message, commit.runId, record.hashes);
  if (!naming.holds) return naming;
  const [parent] = merged.parents;
  if (merged.tree === commit.tree) {
    const base = parent === commit.base ? '' : ' It follows another commit than the one it was proved on.';
    return holds(`The merged commit has exactly the files that were proved.${base} ${naming.words}`);
  }
  if (parent === undefined) return broken('The merged commit has other files than were proved, and follows no other.');
  const difference = await firstOther(merged, parent, { directory, record });
  if (difference !== null) {
    return broken(`The merged commit has neither the files nor the change that were proved: ${difference} is another.`);
  }
  return holds(
    `The merged commit makes exactly the change that was proved, but to ${parent} instead of ${commit.base}: with what changed between the two it was not tested. ${naming.words}`,
  );
}

type Proved = { readonly directory: string; readonly record: Known };

async function firstOther(merged: MergedCommit, parent: string, { directory, record }: Proved): Promise<string | null> {
  const file = record.files.get('change.patch');
  if (file === undefined) return 'everything';
  const [proved, patch] = await Promise.all([readFile(join(directory, file.file), 'utf8'), merged.patchTo(parent)]);
  return firstDifference(proved, patch.text) ?? (patch.isCut ? 'what is left out of so long a patch' : null);
}

/** A message that was put together of others' has the trailers of a commit anywhere; one that was written by hand has none. */
function checkNaming(message: string, runId: string, hashes: RecordContent['hashes']): LinkFinding {
  const named = message
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .flatMap((paragraph) => parseRecordTrailers(paragraph) ?? []);
  const own = named.filter((trailers) => trailers.runId === runId);
  if (named.length > 0 && own.length === 0) return broken(`The merged commit is of the run ${named[0]?.runId}.`);
  if (own.length === 0) return holds('Its message names no record.');
  const rewritten = own.find(({ head }) => hashes[head.seq - 1] !== head.hash);
  if (rewritten === undefined)
    return holds(`It vouches for events 1 to ${Math.max(...own.map(({ head }) => head.seq))}.`);
  return broken(
    `Event ${rewritten.head.seq} is not the one that the commit was made after: the record was written anew.`,
  );
}
