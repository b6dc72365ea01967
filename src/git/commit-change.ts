import { askGit } from './ask-git.ts';
import type { Change, ChangeEntry } from './change.ts';
import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import { identityOf, type Person } from './identity-of.ts';
import type { Mirror } from './open-mirror.ts';
import { openQuarantine } from './open-quarantine.ts';
import { noId, parseRawDiff } from './raw-diff.ts';

export type CommitRequest = {
  readonly change: Change;
  readonly message: string;
  readonly author: Person;
  readonly at: Date;
};

export type Commit = { readonly sha: string; readonly tree: string };

/**
 * Builds the commit in the mirror, object by object; no file is written for git to look at. It comes into being only if git
 * says that base and result differ in exactly the entries of the change: git drops names it dislikes without a word.
 */
export async function commitChange(
  deps: GitDeps,
  mirror: Mirror,
  request: CommitRequest,
  signal: AbortSignal,
): Promise<Commit> {
  const { change } = request;
  await using quarantine = await openQuarantine(deps, mirror);
  const { directory } = mirror;
  const git: Git = async ({ args, input, env }) => {
    const call = { directory, args, input: Buffer.from(input ?? ''), env: { ...quarantine.env, ...env } };
    return (await askGit(deps, call, signal)).toString('latin1').trimEnd();
  };
  for (const entry of change.entries) {
    if (entry.kind === 'write') await writeBlob(git, entry);
  }
  await git({ args: ['read-tree', change.baseSha] });
  await git({ args: ['update-index', '-z', '--index-info'], input: indexInfo(change) });
  const tree = await git({ args: ['write-tree'] });
  await assertExactly(git, change, tree);
  const args = ['commit-tree', '-p', change.baseSha, '-F', '-', tree];
  const sha = await git({ args, input: request.message, env: identityOf(request.author, request.at) });
  await git({ args: ['fsck', '--strict', '--no-full', '--no-dangling', '--no-progress', sha] });
  await git({
    args: ['pack-objects', '--quiet', '--revs', quarantine.packPrefix],
    input: `${sha}\n^${change.baseSha}\n`,
  });
  return { sha, tree };
}

type Git = (call: {
  readonly args: readonly string[];
  readonly input?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
}) => Promise<string>;

async function writeBlob(git: Git, entry: Extract<ChangeEntry, { kind: 'write' }>): Promise<void> {
  const id = await git({ args: ['hash-object', '-w', '--stdin', '--no-filters'], input: entry.bytes });
  if (id !== entry.blob) throw corrupt(`${entry.path} is not what its id says`);
}

/** Deletions come first, so that a folder can take the place of a file. */
function indexInfo({ entries }: Change): string {
  const deletions = entries.filter(({ kind }) => kind === 'delete').map(({ path }) => `0 ${noId}\t${path}\0`);
  const writes = entries.flatMap((entry) =>
    entry.kind === 'write' ? [`${entry.mode} ${entry.blob}\t${entry.path}\0`] : [],
  );
  return [...deletions, ...writes].join('');
}

async function assertExactly(git: Git, change: Change, tree: string): Promise<void> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', change.baseSha, tree];
  const found = (parseRawDiff(Buffer.from(await git({ args }), 'latin1')) ?? []).map(
    ({ status, newMode, newId, rawPath }) =>
      JSON.stringify([status, newMode, newId, Buffer.from(rawPath, 'latin1').toString('utf8')]),
  );
  const expected = change.entries.map(expectation);
  const missing = expected.find((entry) => !found.includes(entry)) ?? found.find((entry) => !expected.includes(entry));
  if (missing !== undefined || found.length !== expected.length) throw corrupt(`git disagrees about ${missing}`);
}

function expectation(entry: ChangeEntry): string {
  if (entry.kind === 'delete') return JSON.stringify(['D', '000000', noId, entry.path]);
  return JSON.stringify([entry.status === 'added' ? 'A' : 'M', entry.mode, entry.blob, entry.path]);
}

function corrupt(reason: string): GitFault {
  return new GitFault('corrupt', `The change is not what it claims to be: ${reason}.`, {
    nextAction: 'Start the run again. If it happens again, something in the sandbox is forging its output.',
  });
}
