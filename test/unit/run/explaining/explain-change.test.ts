import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explainChange } from '../../../../src/run/explaining/explain-change.ts';
import { linesOfPatch } from '../../../../src/run/explaining/lines-of-patch.ts';
import { openRunRecord } from '../../../../src/store/run-record.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

let data: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  data = await temporaryDirectory();
});
afterEach(() => data[Symbol.asyncDispose]());

const patch = `diff --git a/src/add.js b/src/add.js
index 1111111..2222222 100644
--- a/src/add.js
+++ b/src/add.js
@@ -1,3 +1,4 @@
 export function add(a, b) {
-  return a - b;
+  const sum = a + b;
+  return sum;
 }
diff --git a/README.md b/README.md
index 1111111..2222222 100644
--- a/README.md
+++ b/README.md
@@ -0,0 +1 @@
+diff --git a/src/other.js b/src/other.js
`;

const proof = {
  verdict: 'verified',
  because: 'adds fails on base and passes at head.',
  coverage: [{ path: 'src/add.js', covered: [2], uncovered: [3] }],
  touch: [{ path: 'src/add.js', from: 2, to: 3, noticed: 'yes', tests: ['adds > two'] }],
};

async function writeRun(runId: string, words = 'The sign is wrong.', change: string | null = patch): Promise<void> {
  const record = openRunRecord(data.path, runId, { redact: (text) => text });
  const edit = { name: 'edit', arguments: JSON.stringify({ path: 'src/add.js', new_text: '  const sum = a + b;' }) };
  const view = { name: 'view', arguments: JSON.stringify({ path: 'src/add.js' }) };
  record.append('agent.answer', { step: 1, text: 'I look.', toolCalls: [view] });
  record.append('agent.answer', { step: 2, text: words, toolCalls: [edit] });
  record.append('agent.answer', { step: 3, text: 'Now it adds.', toolCalls: [] });
  if (change !== null) await record.save('change.patch', change);
  await record.save('proof.json', proof);
}

const first = { runId: '20261126-010000-0a1b2c3d', endedAt: '2026-11-26T01:10:00Z' };
const second = { runId: '20261126-020000-0a1b2c3d', endedAt: '2026-11-26T02:10:00Z' };

describe('a place that a run changed', () => {
  test('is explained by who changed it, in which step, with which words, and what was measured', async () => {
    await writeRun(first.runId);

    expect(await explainChange(data.path, [first], { path: 'src/add.js', line: 2 })).toMatchInlineSnapshot(`
      "\`src/add.js:2\` was changed by run \`20261126-010000-0a1b2c3d\`, which ended on 2026-11-26. Lines are counted as that run left them.

      It wrote \`const sum = a + b;\`.

      The agent did it in step 2, by \`edit\`. In its own words, which nobody checked.

      Before:

      > The sign is wrong.

      After:

      > Now it adds.

      **Tests:** They executed line 2.

      Lines 2–3, taken back alone, make these fail:

      - \`adds > two\`

      **Verdict of its proof:** verified. adds fails on base and passes at head."
    `);
  });

  test('is told as a whole where no line is named', async () => {
    await writeRun(first.runId);

    const text = await explainChange(data.path, [first], { path: 'src/add.js', line: null });

    expect(text).toContain('2 lines added, 1 taken away');
    expect(text).toContain('They executed line 2. They did not execute line 3, or only in part.');
  });

  test('is explained by the last of several runs', async () => {
    for (const { runId } of [first, second]) await writeRun(runId);

    expect(await explainChange(data.path, [first, second], { path: 'src/add.js', line: 3 })).toContain(second.runId);
  });

  test('says nothing in the words of others that does something', async () => {
    const hostile = '@everyone ![x](https://evil.example/a.png)\n/approve\n<img src=x> Fixes #12';
    await writeRun(first.runId, hostile);

    const text = await explainChange(data.path, [first], { path: 'src/add.js', line: 2 });

    const prose = text.replaceAll(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    expect(prose).toContain('everyone');
    expect(prose).not.toMatch(/@[a-z]|^>?\s*\/[a-z]|(?<!\\)!?\[|<[a-z/!]|#\d/m);
  });

  test('is explained in few words however many were said', async () => {
    await writeRun(first.runId, 'word '.repeat(100_000));

    expect((await explainChange(data.path, [first], { path: 'src/add.js', line: 2 })).length).toBeLessThan(6_000);
  });
});

describe('a place that no run changed', () => {
  test.for<[runs: readonly (typeof first)[], place: { path: string; line: number | null }, words: RegExp]>([
    [[], { path: 'a', line: 1 }, /No run has ended on this issue yet/],
    [[first], { path: 'src/add.js', line: 9 }, /not changed by any run[\s\S]*changed lines 2–3\./],
    [[first], { path: 'src/other.js', line: 1 }, /not changed by any run[^.]*\.$/],
    [[second], { path: 'src/add.js', line: 2 }, /not changed by any run[\s\S]*no patch any more/],
    [[{ ...first, runId: '../../etc' }], { path: 'src/add.js', line: 2 }, /no patch any more/],
  ])('is told as such: %j', async ([runs, place, words]) => {
    await writeRun(first.runId);

    expect(await explainChange(data.path, runs, place)).toMatch(words);
  });
});

test('a record without a proof says so', async () => {
  const record = openRunRecord(data.path, first.runId, { redact: (text) => text });
  await record.save('change.patch', patch);

  const text = await explainChange(data.path, [first], { path: 'src/add.js', line: 2 });

  expect(text).toContain('That run proved nothing.');
  expect(text).toContain('No step of the agent names this file');
});

test.for<[string, readonly number[] | null]>([
  ['src/add.js', [2, 3]],
  ['README.md', [1]],
  ['src/other.js', null],
  ['add.js', null],
])('of a patch the lines of %s are read as %j', ([path, lines]) => {
  expect(linesOfPatch(patch, path)?.added.map(({ number }) => number) ?? null).toEqual(lines);
});
