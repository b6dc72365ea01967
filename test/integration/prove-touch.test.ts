import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { SandboxFault, type Workspace } from '../../src/sandbox/sandbox.ts';
import { resultsVariable } from '../../src/verify/probe-environment.ts';
import { runSuite } from '../../src/verify/run-suite.ts';
import { type TouchableFile, touchHunks } from '../../src/verify/touch-hunks.ts';
import { localBox } from '../support/local-box.ts';

const never = new AbortController().signal;
const suite = {
  sha: 'a'.repeat(40),
  plan: {
    services: [],
    setup: [],
    ladder: [],
    companions: [],
    test: { command: 'node --test', script: 'node --test', env: {}, runner: 'node-test' as const },
  },
  installTimeoutMs: 30_000,
  testTimeoutMs: 30_000,
};
const testFile = [
  "import assert from 'node:assert/strict';",
  "import { test } from 'node:test';",
  "import { one } from './a.js';",
  "test('one', () => assert.equal(one, 1));",
  '',
].join('\n');

/** A file of `count` lines that may each be taken back; only the first is tested. */
function fileOf(count: number, first = 'export const one = 0;'): TouchableFile {
  const rest = Array.from({ length: count - 1 }, (_, at) => at + 2);
  const text = (one: string, word: string) => `${[one, ...rest.map((at) => `// ${word} ${at}`)].join('\n')}\n`;
  const line = (start: number) => ({ before: { start, count: 1 }, after: { start, count: 1 } });
  return {
    path: 'a.js',
    before: text(first, 'old'),
    after: text('export const one = 1;', 'new'),
    hunks: [1, ...rest].map(line),
  };
}

async function touch(
  files: readonly TouchableFile[],
  different: { readonly budgetMs?: number; readonly wrap?: (workspace: Workspace) => Workspace } = {},
) {
  const { budgetMs = 60_000, wrap = (workspace) => workspace } = different;
  await using box = await localBox();
  const folders: string[] = [];
  const workspace = wrap({
    ...box,
    exec: async (command, options) => {
      folders.push(options.env?.[resultsVariable] ?? '');
      return await box.exec(command, options);
    },
  });
  for (const { path, after } of files) await box.files.write(path, after);
  await box.files.write('a.test.js', testFile);
  const deps = { workspace, onCommand: () => undefined, blockedHosts: () => [], now: () => Date.now() };
  const control = await runSuite({ ...deps, workspace: box }, suite, never);
  const touched = await touchHunks(deps, { files, control, suite, budgetMs }, never);
  const left = new TextDecoder().decode((await box.files.read('a.js', { maxBytes: 10_000 })) ?? new Uint8Array());
  for (const folder of folders) if (folder !== '') await rm(folder, { recursive: true, force: true });
  return { touched, left };
}

test('names what a test notices and what none does, and leaves the file as it was', async () => {
  const file = fileOf(2);

  const { touched, left } = await touch([file]);

  expect(touched).toEqual([
    { path: 'a.js', from: 1, to: 1, noticed: 'yes', tests: ['a.test.js > one'] },
    { path: 'a.js', from: 2, to: 2, noticed: 'no', tests: [] },
  ]);
  expect(left).toBe(file.after);
});

test('tries no more than eight hunks', async () => {
  const { touched } = await touch([fileOf(10)]);

  expect(touched.map(({ noticed }) => noticed)).toEqual(['yes', ...Array(7).fill('no'), 'unknown', 'unknown']);
});

test('tries nothing when there is no time, and nothing of a file that was added', async () => {
  const added = { path: 'b.js', before: null, after: 'x\ny', hunks: [] };

  expect((await touch([fileOf(2)], { budgetMs: 0 })).touched.map(({ noticed }) => noticed)).toEqual([
    'unknown',
    'unknown',
  ]);
  expect((await touch([added])).touched).toEqual([{ path: 'b.js', from: 1, to: 2, noticed: 'unknown', tests: [] }]);
});

test('a hunk without which the tests hang is not known, and the next one is tried', async () => {
  const hangs = 'export const one = 0; setInterval(() => {}, 1000);';

  const { touched } = await touch([fileOf(2, hangs)]);

  expect(touched.map(({ noticed }) => noticed)).toEqual(['unknown', 'no']);
});

test('a box that is lost ends the trial and not the run', async () => {
  const tried: string[] = [];
  const wrap = (workspace: Workspace): Workspace => ({
    ...workspace,
    exec: async (command) => {
      tried.push(String(command));
      throw new SandboxFault('The box is gone', { ran: 'unknown' });
    },
  });

  const { touched } = await touch([fileOf(3)], { wrap });

  expect(touched.map(({ noticed }) => noticed)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(tried).toHaveLength(1);
});
