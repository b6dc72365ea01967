import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitChange } from '../../src/git/commit-change.ts';
import { composeCommit } from '../../src/git/compose-commit.ts';
import { readHunks } from '../../src/git/read-hunks.ts';
import { isTestPath } from '../../src/verify/is-test-path.ts';
import { takeBack } from '../../src/verify/take-back.ts';
import { type Files, git, gitDeps, never, writeFiles } from '../support/git-fixture.ts';
import { gitJourney } from '../support/git-journey.ts';

/** A change in a mirror: `files` written, `removed` removed. */
async function changed(base: Files, files: Files, removed: readonly string[] = []) {
  const journey = await gitJourney(base);
  for (const path of removed) await rm(join(journey.workspace, path), { recursive: true });
  await writeFiles(journey.workspace, files);
  const exported = await journey.readChange();
  if (exported.kind !== 'change') throw new Error(`Expected a change, got ${JSON.stringify(exported)}`);
  const { change } = exported;
  const author = { name: 'x', email: 'x@example.org' };
  const request = { change, message: 'Change', author, at: new Date('2026-11-23T10:00:00Z') };
  const { sha } = await commitChange(gitDeps(), journey.mirror, request, never);
  return { mirror: journey.mirror, change, sha, [Symbol.asyncDispose]: () => journey[Symbol.asyncDispose]() };
}

const listing = (directory: string, sha: string) =>
  git(directory, 'ls-tree', '-r', '--format=%(path) %(objectsize)', sha);

test('a composed commit has the code of base and the tests of the change, and no ref', async () => {
  const base = { 'a.js': 'a', 'test/a.test.js': 'old', 'test/gone.test.js': 'gone' };
  await using made = await changed(base, { 'a.js': 'other', 'b.js': 'new', 'test/a.test.js': 'newer' }, [
    'test/gone.test.js',
  ]);
  const { mirror, change } = made;

  const sha = await composeCommit(gitDeps(), { mirror, change, takes: isTestPath }, never);

  expect((await listing(mirror.directory, sha)).split('\n')).toEqual([
    'README.md 8',
    'a.js 1',
    'test/a.test.js 5',
    'test/gone.test.js 4',
  ]);
  expect(await git(mirror.directory, 'for-each-ref', '--contains', sha)).toBe('');
  expect(await composeCommit(gitDeps(), { mirror, change, takes: isTestPath }, never)).toBe(sha);
});

test.for<readonly [string, Files, Files, readonly string[], readonly string[]]>([
  ['a file', { 'test/a': 'old' }, { 'test/a/b': 'new' }, ['test/a'], ['README.md 8', 'test/a/b 3']],
  ['a folder', { 'test/a/b': 'old' }, { 'test/a': 'new' }, ['test/a'], ['README.md 8', 'test/a 3']],
])('a test takes the place of %s of base', async ([, base, files, removed, expected]) => {
  await using made = await changed(base, files, removed);

  const sha = await composeCommit(gitDeps(), { ...made, takes: isTestPath }, never);

  expect((await listing(made.mirror.directory, sha)).split('\n')).toEqual(expected);
});

test.for([
  ['one line', 'a\nb\nc\n', 'a\nB\nc\n', 1],
  ['two places far apart', `a\n${'x\n'.repeat(9)}b\n`, `A\n${'x\n'.repeat(9)}B\n`, 2],
  ['two places close together', 'a\nx\nx\nb\n', 'A\nx\nx\nB\n', 1],
  ['a line added', 'a\nb\n', 'a\nnew\nb\n', 1],
  ['lines removed', 'a\nb\nc\nd\n', 'a\nd\n', 1],
  ['a last line without its end', 'a\nb', 'a\nb\nc', 1],
  ['lines that look like a diff', '@@ -1 +1 @@\n-a\n', '@@ -1 +1 @@\n+b\n', 1],
  ['everything', 'a\n', '', 1],
] as const)('the hunks of %s, all taken back, give the text of base', async ([, before, after, count]) => {
  await using made = await changed({ 'src/ä [x].js': before }, { 'src/ä [x].js': after });
  const file = { mirror: made.mirror, head: made.sha, path: 'src/ä [x].js' };

  const hunks = await readHunks(gitDeps(), file, never);

  expect(hunks).toHaveLength(count);
  // From the last to the first, so that the lines before stay where they are.
  expect(hunks.toReversed().reduce<string>((text, hunk) => takeBack({ before, after: text }, hunk), after)).toBe(
    before,
  );
});
