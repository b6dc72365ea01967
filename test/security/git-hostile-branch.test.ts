import { mkdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitMerge } from '../../src/git/commit-merge.ts';
import { fetchCommit } from '../../src/git/fetch-commit.ts';
import { findMergeBase } from '../../src/git/find-merge-base.ts';
import { openMirror } from '../../src/git/open-mirror.ts';
import { parseRemote } from '../../src/git/parse-remote.ts';
import { pushCommit } from '../../src/git/push-commit.ts';
import { readDifference } from '../../src/git/read-difference.ts';
import { findMarks } from '../../src/run/revising/find-marks.ts';
import { commitFiles, git, gitDeps, never, temporaryFolder, writeFiles } from '../support/git-fixture.ts';

const branch = 'sandpiper/1-adding-subtracts';
const limits = { maxFiles: 100, maxBytes: 1024 * 1024 };

/** A repository whose base went on, and a branch of it that was written by somebody who wants to run something here. */
async function hostileBranch() {
  const folder = await temporaryFolder();
  const repository = join(folder.path, 'repository');
  const ran = join(folder.path, 'ran');
  await mkdir(repository);
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  const forkedAt = await commitFiles(repository, { 'add.js': 'a - b\n', 'kept.txt': 'kept\n' });
  await git(repository, 'checkout', '--quiet', '-b', branch);
  await writeFiles(repository, {
    '.gitattributes': '* filter=evil merge=evil diff=evil\n',
    '.githooks/post-checkout': `#!/bin/sh\ntouch ${ran}\n`,
    'add.js': 'a + b\n',
  });
  await symlink(ran, join(repository, 'out'));
  await git(repository, 'add', '--all');
  await git(repository, 'update-index', '--add', '--cacheinfo', `160000,${forkedAt},module`);
  await git(repository, 'commit', '--quiet', '--message', 'Hostile');
  const head = await git(repository, 'rev-parse', 'HEAD');
  await git(repository, 'checkout', '--quiet', '--force', 'main');
  const tip = await commitFiles(repository, { 'add.js': 'a - b // of two\n', out: 'a file\n' });
  // What the settings of a work tree there would run, had anybody one.
  for (const key of ['filter.evil.smudge', 'filter.evil.clean', 'merge.evil.driver', 'diff.evil.command']) {
    await git(repository, 'config', key, `touch ${ran}`);
  }
  const source = { remoteUrl: repository, token: null, branch: 'main' };
  const mirror = await openMirror(gitDeps(), { ...source, directory: join(folder.path, 'mirror.git') }, never);
  const remote = parseRemote(repository, null);
  const fetch = async (sha: string) => {
    await fetchCommit(gitDeps(), { directory: mirror.directory, remote, sha }, never);
  };
  await fetch(head);
  await fetch(forkedAt);
  return {
    ...folder,
    repository,
    remote,
    mirror: { ...mirror, baseSha: forkedAt },
    forkedAt,
    head,
    tip,
    hasRun: async () =>
      await stat(ran).then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test('a hostile branch is merged, read and told apart in the mirror, and nothing it names is run', async () => {
  await using hostile = await hostileBranch();
  const { mirror, head, tip, forkedAt, remote } = hostile;

  const base = await findMergeBase(gitDeps(), { remote, one: tip, other: head }, never);
  const merged = await commitMerge(gitDeps(), { mirror, sha: head, tip }, never);
  const difference = await readDifference(gitDeps(), { mirror, head, ...limits }, never);
  const left = await findMarks(gitDeps(), { mirror, sha: merged.sha, conflicts: merged.conflicts }, never);

  expect(base).toBe(forkedAt);
  expect(merged.conflicts.toSorted()).toEqual(['add.js', 'out']);
  expect(left.map((path) => path.replace(/~.*/, ''))).toContain('add.js');
  expect(left.some((path) => path.startsWith('out~'))).toBe(true);
  expect(difference?.change.entries.map(({ path }) => path)).toEqual([
    '.gitattributes',
    '.githooks/post-checkout',
    'add.js',
  ]);
  expect(difference?.unread).toEqual(['module', 'out']);
  expect(await hostile.hasRun()).toBe(false);
});

test('the same branch does run something where somebody checks it out', async () => {
  await using hostile = await hostileBranch();

  await git(hostile.repository, 'checkout', '--quiet', '--force', branch);

  expect(await hostile.hasRun()).toBe(true);
});

test('a difference that is larger than the limits is not read', async () => {
  await using hostile = await hostileBranch();
  const { mirror, head } = hostile;

  expect(await readDifference(gitDeps(), { mirror, head, ...limits, maxFiles: 2 }, never)).toBeNull();
  expect(await readDifference(gitDeps(), { mirror, head, ...limits, maxBytes: 20 }, never)).toBeNull();
});

test('a branch is taken on from exactly where it stands, and from nowhere else', async () => {
  await using hostile = await hostileBranch();
  const { repository, mirror, head, tip } = hostile;
  const { sha } = await commitMerge(gitDeps(), { mirror, sha: head, tip }, never);
  const push = { mirror, sha, remoteUrl: repository, token: null, branch };
  const standsAt = () => git(repository, 'rev-parse', branch);

  await expect(pushCommit(gitDeps(), push, never)).rejects.toMatchObject({ kind: 'branch-exists' });
  await expect(pushCommit(gitDeps(), { ...push, onto: tip }, never)).rejects.toThrow('does not follow');
  await git(repository, 'branch', '--force', branch, 'main~1');
  await expect(pushCommit(gitDeps(), { ...push, onto: head }, never)).rejects.toMatchObject({ kind: 'branch-moved' });
  await git(repository, 'branch', '-D', branch);
  await expect(pushCommit(gitDeps(), { ...push, onto: head }, never)).rejects.toMatchObject({ kind: 'branch-moved' });
  await git(repository, 'branch', branch, head);
  await pushCommit(gitDeps(), { ...push, onto: head }, never);

  expect(await standsAt()).toBe(sha);
  expect(await git(repository, 'rev-parse', `${branch}^1`, `${branch}^2`)).toBe(`${head}\n${tip}`);
});
