import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareBase } from '../../src/git/compare-base.ts';
import { committedChange } from '../support/committed-change.ts';
import { commitFiles, git, gitDeps, never } from '../support/git-fixture.ts';
import { gitHttpServer } from '../support/git-http-server.ts';

const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
const text = (changed: Readonly<Record<number, string>> = {}) =>
  `${lines.map((line, index) => changed[index] ?? line).join('\n')}\n`;

/** A commit that changes line 3 of one file, and its base, which may go on. */
async function committed() {
  const made = await committedChange(
    { 'src/sum.js': text(), 'src/other.js': 'other\n' },
    { writes: { 'src/sum.js': text({ 3: 'ours' }) } },
  );
  const { mirror, sha, repository } = made;
  const compare = () => compareBase(gitDeps(), { mirror, sha, remoteUrl: repository, token: null }, never);
  return { ...made, compare, [Symbol.asyncDispose]: () => made[Symbol.asyncDispose]() };
}

test('a base that stayed is the same', async () => {
  await using ready = await committed();

  expect(await ready.compare()).toEqual({ kind: 'same' });
});

test.for<readonly [string, Record<string, string>, object]>([
  ['in other files', { 'src/other.js': 'moved\n' }, { kind: 'moved', paths: [] }],
  [
    'in the same file at another place',
    { 'src/sum.js': text({ 25: 'theirs' }) },
    { kind: 'moved', paths: ['src/sum.js'] },
  ],
  ['at the same place', { 'src/sum.js': text({ 3: 'theirs' }) }, { kind: 'conflicts', paths: ['src/sum.js'] }],
])('a base that moved on %s is told apart', async ([, files, expected]) => {
  await using ready = await committed();
  const tip = await commitFiles(ready.repository, files);

  expect(await ready.compare()).toEqual({ ...expected, tip, isRewritten: false });
});

test('a file that was deleted meanwhile is a conflict', async () => {
  await using ready = await committed();
  await rm(join(ready.repository, 'src/sum.js'));
  const tip = await commitFiles(ready.repository, {});

  expect(await ready.compare()).toEqual({ kind: 'conflicts', tip, paths: ['src/sum.js'], isRewritten: false });
});

test.for<readonly [string, (repository: string) => Promise<unknown>]>([
  [
    'has nothing in common with what it was',
    async (repository) => {
      await git(repository, 'checkout', '--quiet', '--orphan', 'fresh');
      await commitFiles(repository, { 'src/other.js': 'rewritten\n' });
      await git(repository, 'branch', '--force', 'main', 'fresh');
    },
  ],
  ['is set back', (repository) => git(repository, 'reset', '--quiet', '--hard', 'HEAD~1')],
  [
    'has another last commit',
    (repository) => git(repository, 'commit', '--quiet', '--amend', '--allow-empty', '--message', 'Other'),
  ],
])('a branch whose history %s was rewritten, and is compared by its files', async ([, rewrite]) => {
  await using ready = await committed();
  await rewrite(ready.repository);

  expect(await ready.compare()).toMatchObject({ kind: 'moved', paths: [], isRewritten: true });
});

test('over HTTP, too, a branch that goes on is told from one that was rewritten', async () => {
  await using ready = await committed();
  await using server = await gitHttpServer({ root: ready.folder, tokens: { reader: 'read' } });
  const remote = { remoteUrl: `${server.url}/repository/.git`, token: 'reader' };
  const { mirror, sha } = ready;
  const compare = () => compareBase(gitDeps(), { mirror, sha, ...remote }, never);
  await commitFiles(ready.repository, { 'src/other.js': 'one\n' });
  await commitFiles(ready.repository, { 'src/other.js': 'two\n' });

  expect(await compare()).toMatchObject({ kind: 'moved', isRewritten: false });

  await git(ready.repository, 'commit', '--quiet', '--amend', '--message', 'Two');
  expect(await compare()).toMatchObject({ kind: 'moved', isRewritten: false });

  await git(ready.repository, 'reset', '--quiet', '--hard', 'HEAD~3');
  expect(await compare()).toMatchObject({ kind: 'moved', isRewritten: true });
});

test('comparing leaves the mirror as it was, but for the tip it fetched', async () => {
  await using ready = await committed();
  const tip = await commitFiles(ready.repository, { 'src/sum.js': text({ 3: 'theirs' }) });
  const refs = () => git(ready.mirror.directory, 'for-each-ref', '--format=%(refname)');
  const objects = async () => (await git(ready.mirror.directory, 'count-objects', '-v')).split('\n')[0];
  const [before, loose] = [await refs(), await objects()];

  await ready.compare();

  expect((await refs()).split('\n').toSorted()).toEqual(
    [...before.split('\n'), `refs/sandpiper/base/${tip}`].toSorted(),
  );
  expect(await objects()).toBe(loose);
});

test.for<readonly [string, (repository: string) => Promise<unknown>, object]>([
  ['a new name', (at) => git(at, 'branch', '--move', 'main', 'trunk'), { kind: 'renamed', branch: 'trunk' }],
  [
    'a new name and went on',
    async (at) => {
      await git(at, 'branch', '--move', 'main', 'trunk');
      await commitFiles(at, { 'src/other.js': 'on\n' });
    },
    { kind: 'renamed', branch: 'trunk' },
  ],
  [
    'a default branch beside it that goes on from somewhere else',
    async (at) => {
      await git(at, 'checkout', '--quiet', '-b', 'other', 'HEAD~1');
      await commitFiles(at, { 'src/other.js': 'elsewhere\n' });
      await git(at, 'branch', '--quiet', '-D', 'main');
    },
    { kind: 'gone', branch: 'main' },
  ],
  [
    'no default branch beside it',
    async (at) => {
      await git(at, 'checkout', '--quiet', '--detach');
      await git(at, 'branch', '--quiet', '-D', 'main');
    },
    { kind: 'gone', branch: 'main' },
  ],
])('a branch that is not there any more, with %s', async ([, change, expected]) => {
  await using ready = await committed();
  await change(ready.repository);

  expect(await ready.compare()).toEqual(expected);
});
