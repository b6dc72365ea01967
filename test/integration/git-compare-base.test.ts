import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitChange } from '../../src/git/commit-change.ts';
import { compareBase } from '../../src/git/compare-base.ts';
import { commitFiles, git, gitDeps, never, writeFiles } from '../support/git-fixture.ts';
import { gitJourney } from '../support/git-journey.ts';

const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
const text = (changed: Readonly<Record<number, string>> = {}) =>
  `${lines.map((line, index) => changed[index] ?? line).join('\n')}\n`;

/** A commit that changes line 3 of one file, and its base, which may go on. */
async function committed() {
  const journey = await gitJourney({ 'src/sum.js': text(), 'src/other.js': 'other\n' });
  await writeFiles(journey.workspace, { 'src/sum.js': text({ 3: 'ours' }) });
  const result = await journey.readChange();
  if (result.kind !== 'change') throw new Error('There is no change');
  const author = { name: 'Sandpiper', email: 'sandpiper@localhost' };
  const commit = { change: result.change, message: 'Fix', author, at: new Date(0) };
  const { sha } = await commitChange(gitDeps(), journey.mirror, commit, never);
  const { mirror, repository } = journey;
  const compare = () => compareBase(gitDeps(), { mirror, sha, remoteUrl: repository, token: null }, never);
  return { ...journey, sha, compare, [Symbol.asyncDispose]: () => journey[Symbol.asyncDispose]() };
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

  expect(await ready.compare()).toEqual({ ...expected, tip });
});

test('a file that was deleted meanwhile is a conflict', async () => {
  await using ready = await committed();
  await rm(join(ready.repository, 'src/sum.js'));
  const tip = await commitFiles(ready.repository, {});

  expect(await ready.compare()).toEqual({ kind: 'conflicts', tip, paths: ['src/sum.js'] });
});

test('a history that was rewritten is compared by its files', async () => {
  await using ready = await committed();
  await git(ready.repository, 'checkout', '--quiet', '--orphan', 'fresh');
  await commitFiles(ready.repository, { 'src/other.js': 'rewritten\n' });
  await git(ready.repository, 'branch', '--force', 'main', 'fresh');

  expect(await ready.compare()).toMatchObject({ kind: 'moved', paths: [] });
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

test('a base that is gone is a fault', async () => {
  await using ready = await committed();
  await git(ready.repository, 'branch', '--move', 'main', 'trunk');

  await expect(ready.compare()).rejects.toMatchObject({ kind: 'unknown-branch' });
});
