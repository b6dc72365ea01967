import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from '../git/ask-git.ts';
import { fixedIdentity } from '../git/fixed-identity.ts';
import type { GitDeps } from '../git/git-call.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { noId } from '../git/raw-diff.ts';
import { isTestPath } from '../verify/is-test-path.ts';

export type TestedCommit = {
  readonly mirror: Mirror;
  /** The commit whose tests are replaced. */
  readonly head: string;
  /** Hidden tests, or `null`. */
  readonly testPatch: Uint8Array | null;
};

/**
 * Makes a commit in the mirror that has the code of `head` and the tests of the task: every test file of the base is as it was
 * there, so that no change to a test counts, and the patch is applied on top. Gives its id. Throws a `GitFault` when the patch
 * does not apply.
 */
export async function commitTests(
  deps: GitDeps,
  { mirror, head, testPatch }: TestedCommit,
  signal: AbortSignal,
): Promise<string> {
  await using scratch = await mkdtempDisposable(join(deps.scratch, 'tests-'));
  const env = { ...fixedIdentity, GIT_INDEX_FILE: join(scratch.path, 'index') };
  const git: Git = async (args, input = null) =>
    await askGit(deps, { directory: mirror.directory, args, env, ...(input === null ? {} : { input }) }, signal);

  await git(['read-tree', head]);
  const base = await listTree(git, mirror.baseSha);
  const patched = testPatch === null ? [] : await pathsOf(git, testPatch);
  const restored = new Set([...patched, ...[...base.keys()].filter(isTestPath)]);
  await git(
    ['update-index', '-z', '--index-info'],
    Buffer.from(restore(restored, base, await listTree(git, head)), 'latin1'),
  );
  if (testPatch !== null) await git(['apply', '--cached', '--whitespace=nowarn', '-'], testPatch);
  const tree = line(await git(['write-tree']));
  return line(await git(['commit-tree', '-p', head, '-m', 'Tests of the task', tree]));
}

type Git = (args: readonly string[], input?: Uint8Array | null) => Promise<Buffer>;
/** Path → `mode id`. Bytes of names are kept as latin1. */
type Tree = ReadonlyMap<string, string>;

async function listTree(git: Git, commit: string): Promise<Tree> {
  const listing = (
    await git(['ls-tree', '-r', '-z', '--format=%(objectmode) %(objectname)%x09%(path)', commit])
  ).toString('latin1');
  const entries = listing.split('\0').filter((entry) => entry !== '');
  return new Map(entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.slice(0, entry.indexOf('\t'))]));
}

async function pathsOf(git: Git, patch: Uint8Array): Promise<readonly string[]> {
  const listing = (await git(['apply', '--numstat', '-z', '-'], patch)).toString('latin1');
  return listing.split('\0').flatMap((entry) => /^[^\t]*\t[^\t]*\t([\s\S]+)$/.exec(entry)?.[1] ?? []);
}

/** Deletions come first, so that a folder can take the place of a file that the change put there, and the other way round. */
function restore(paths: ReadonlySet<string>, base: Tree, head: Tree): string {
  const wanted = [...paths].filter((path) => base.has(path));
  const folders = new Set(wanted.flatMap(foldersOf));
  const isInTheWay = (path: string) => folders.has(path) || foldersOf(path).some((folder) => paths.has(folder));
  const removed = [...head.keys()].filter((path) => isInTheWay(path) || (paths.has(path) && !base.has(path)));
  return [
    ...removed.map((path) => `0 ${noId}\t${path}\0`),
    ...wanted.map((path) => `${base.get(path)}\t${path}\0`),
  ].join('');
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function line(output: Buffer): string {
  return output.toString('utf8').trim();
}
