import { allEnded } from './all-ended.ts';
import type { Change, ChangeEntry } from './change.ts';
import { corruptChange } from './corrupt-change.ts';
import type { GitDeps } from './git-call.ts';
import { type GitInQuarantine, gitInQuarantine } from './git-in-quarantine.ts';
import { identityOf, type Person } from './identity-of.ts';
import type { Mirror } from './open-mirror.ts';
import { openQuarantine } from './open-quarantine.ts';
import { noId, parseRawDiff } from './raw-diff.ts';
import { readBase } from './read-base.ts';
import { takeInCommit } from './take-in-commit.ts';
import { writeBlobs } from './write-blobs.ts';

export type CommitRequest = {
  readonly change: Change;
  readonly message: string;
  readonly author: Person;
  readonly at: Date;
  /** Left out: what the change applies to, alone. */
  readonly parents?: readonly string[];
};

export type Commit = { readonly sha: string; readonly tree: string };

/**
 * Builds the commit in the mirror, object by object; no file of it is written under its own name. It comes into being only if
 * git says that base and result differ in exactly the entries of the change: git drops names it dislikes without a word.
 */
export async function commitChange(
  deps: GitDeps,
  { directory }: Mirror,
  request: CommitRequest,
  signal: AbortSignal,
): Promise<Commit> {
  const { change, message, author, at } = request;
  const { baseSha } = change;
  const { parents = [baseSha] } = request;
  await using quarantine = await openQuarantine(deps, { directory });
  const git = gitInQuarantine(deps, { quarantine, directory }, signal);
  await allEnded(writeBlobs(git, quarantine.folder, change), readBase(git, quarantine, { directory, baseSha }));
  // simple-git waits for the word of a command that says none.
  await git({ args: ['update-index', '--verbose', '-z', '--index-info'], input: indexInfo(change) });
  const tree = await git({ args: ['write-tree'] });
  const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
  const [sha] = await allEnded(
    git({ args, input: message, env: identityOf(author, at) }),
    assertExactly(git, change, tree),
  );
  await takeInCommit(git, { quarantine, directory, sha, known: [baseSha, ...parents] });
  return { sha, tree };
}

/** Deletions come first, so that a folder can take the place of a file. */
function indexInfo({ entries }: Change): string {
  const deletions = entries.filter(({ kind }) => kind === 'delete').map(({ path }) => `0 ${noId}\t${path}\0`);
  const writes = entries.flatMap((entry) =>
    entry.kind === 'write' ? [`${entry.mode} ${entry.blob}\t${entry.path}\0`] : [],
  );
  return [...deletions, ...writes].join('');
}

async function assertExactly(git: GitInQuarantine, change: Change, tree: string): Promise<void> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', change.baseSha, tree];
  const found = (parseRawDiff(Buffer.from(await git({ args }), 'latin1')) ?? []).map(
    ({ status, newMode, newId, rawPath }) =>
      JSON.stringify([status, newMode, newId, Buffer.from(rawPath, 'latin1').toString('utf8')]),
  );
  const expected = change.entries.map(expectation);
  const missing = expected.find((entry) => !found.includes(entry)) ?? found.find((entry) => !expected.includes(entry));
  if (missing !== undefined || found.length !== expected.length) throw corruptChange(`git disagrees about ${missing}`);
}

function expectation(entry: ChangeEntry): string {
  if (entry.kind === 'delete') return JSON.stringify(['D', '000000', noId, entry.path]);
  return JSON.stringify([entry.status === 'added' ? 'A' : 'M', entry.mode, entry.blob, entry.path]);
}
