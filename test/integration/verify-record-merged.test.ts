import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeVerification } from '../../src/run/verification/describe-verification.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { commitFiles, git, gitDeps, never } from '../support/git-fixture.ts';
import { publishedRecord } from '../support/published-record.ts';

type Published = Awaited<ReturnType<typeof publishedRecord>>;
let run: Published;
let message: string;

beforeAll(async () => {
  run = await publishedRecord();
  message = await git(run.repository, 'log', '-1', '--format=%B', run.sha);
  await git(run.repository, 'config', 'user.name', 'Ada');
});

afterAll(async () => {
  await run[Symbol.asyncDispose]();
});

/** As GitHub words it where a branch has more than this commit, or somebody else wrote a part of it. */
const squashed = (text: string) =>
  `Adding (#8)\n\n* ${text.trim()}\n\n* By hand\n\n---------\n\nCo-authored-by: Ada <a@b.c>\n`;
const byHand = () => 'Adding (#8)\n';

type Merge = {
  /** What the base became meanwhile. */
  readonly moved?: Readonly<Record<string, string>>;
  readonly words?: (message: string) => string;
  /** What was put in by hand while it was merged. */
  readonly more?: Readonly<Record<string, string>>;
  readonly keepsBranch?: boolean;
};

/** The commit that a server makes of the branch, on top of the base as it is now. */
async function merge({ moved, words = (text) => text, more = {}, keepsBranch = false }: Merge): Promise<string> {
  const { repository } = run;
  await git(repository, 'checkout', '--quiet', '--detach', run.baseSha);
  if (moved !== undefined) await commitFiles(repository, moved, 'Meanwhile');
  const tip = await git(repository, 'rev-parse', 'HEAD');
  await git(repository, 'cherry-pick', '--no-commit', run.sha);
  for (const [path, text] of Object.entries(more)) await writeFile(join(repository, path), text);
  await git(repository, 'add', '--all');
  const tree = await git(repository, 'write-tree');
  await git(repository, 'reset', '--quiet', '--hard');
  const parents = keepsBranch ? ['-p', tip, '-p', run.sha] : ['-p', tip];
  return await git(repository, 'commit-tree', ...parents, '-m', words(message), tree);
}

async function verified(sha: string) {
  const { repository, directory } = run;
  return await verifyRecord(
    { git: gitDeps() },
    { directory, commit: null, merged: { repository, sha }, anchor: null },
    never,
  );
}

const elsewhere = { 'NEWS.md': 'Something else.\n' };

test.for<[name: string, merged: Merge, words: RegExp]>([
  ['squashed onto its base', {}, /exactly the files that were proved\. It vouches for events 1 to 5/],
  ['squashed with others, its trailers in the middle', { words: squashed }, /It vouches for events 1 to 5/],
  [
    'squashed in a browser that ends lines its own way',
    { words: (text) => squashed(text).replaceAll('\n', '\r\n') },
    /It vouches for events 1 to 5/,
  ],
  ['squashed under a message written by hand', { words: byHand }, /exactly the files .* Its message names no record\./],
  ['merged, with its branch beside it', { keepsBranch: true }, /exactly the files that were proved/],
  ['rebased onto a base that moved', { moved: elsewhere }, /exactly the change that was proved, but to .*not tested/],
  ['squashed onto a base that moved', { moved: elsewhere, words: squashed }, /exactly the change .*events 1 to 5/],
  ['merged into a base that moved', { moved: elsewhere, keepsBranch: true }, /exactly the change that was proved/],
  [
    'squashed by hand onto a base that moved',
    { moved: elsewhere, words: byHand },
    /exactly the change .*names no record/,
  ],
])('what was proved is found again when it was %s', async ([, merged, words]) => {
  const report = await verified(await merge(merged));

  expect(report.links.at(-1)).toMatchObject({ link: 'merged', holds: true, words: expect.stringMatching(words) });
  expect(describeVerification(report).at(-1)).toMatch(/agrees with itself and with what was merged/);
});

const evil = { 'add.js': 'export const add = (a, b) => a + b + 1;\n' };

test.for<[name: string, merged: Merge, words: RegExp]>([
  ['a line of it was changed by hand', { more: evil }, /neither the files nor the change .*: add\.js is another/],
  ['only its blanks were', { more: { 'add.js': 'export  const add = (a, b) => a + b;\n' } }, /add\.js is another/],
  ['a file was added', { more: { 'backdoor.js': '1\n' } }, /: backdoor\.js is another/],
  ['all that, and the base moved', { moved: elsewhere, more: evil }, /: add\.js is another/],
  ['it is of another run', { words: (text) => text.replace('0badcafe', '0badf00d') }, /is of the run .*0badf00d/],
  ['it names another record', { words: (text) => text.replace(/(Record: 5 )\w{8}/, '$100000000') }, /Event 5 is not/],
])('a merged commit is told from what was proved when %s', async ([, merged, words]) => {
  const report = await verified(await merge(merged));

  expect(report).toMatchObject({ isSound: false });
  expect(report.links.at(-1)).toMatchObject({ link: 'merged', words: expect.stringMatching(words) });
  expect(describeVerification(report).at(-1)).toBe('The first broken link: merged.');
});

test('a commit that follows none is not what was proved', async () => {
  const orphan = await git(run.repository, 'commit-tree', '-m', message, `${run.baseSha}^{tree}`);

  expect((await verified(orphan)).links.at(-1)?.words).toMatch(/follows no other/);
});
