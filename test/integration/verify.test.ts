import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutOf } from '../../src/environment/checkout.ts';
import type { CommandRun } from '../../src/environment/command-run.ts';
import { planEnvironment } from '../../src/environment/plan-environment.ts';
import { noSettings } from '../../src/environment/repository-settings.ts';
import {
  type ListedFile,
  type ReadOptions,
  SandboxFault,
  type SandboxSpec,
  type Workspace,
} from '../../src/sandbox/sandbox.ts';
import { compareSuites } from '../../src/verify/compare-suites.ts';
import { judge } from '../../src/verify/judge.ts';
import { resultsVariable } from '../../src/verify/probe-environment.ts';
import { runSuite } from '../../src/verify/run-suite.ts';
import type { SuiteResult } from '../../src/verify/suite.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { findHostRegistry } from '../support/host-registry.ts';
import { localBox } from '../support/local-box.ts';

type Files = Readonly<Record<string, string>>;

const never = new AbortController().signal;
const broken = 'export const add = (a, b) => a - b;\n';
const fixed = 'export const add = (a, b) => a + b;\n';

test('proves a fix with node:test, in a box for each commit', async () => {
  const base = await suiteInBox(nodeTestRepository(broken));
  const head = await suiteInBox(nodeTestRepository(fixed));

  expect(base.result).toMatchObject({
    runner: 'node-test',
    install: null,
    test: { exit: { reason: 'exited', code: 1 } },
  });
  expect(
    judge({ ...sides(base, head), comparison: compareSuites(base.result, head.result), findings: [] }),
  ).toMatchObject({
    verdict: 'verified',
    comparison: { fixed: ['test/add.test.js > add > adds'], newlyFailing: [], added: [], vanished: [] },
  });
});

test('leaves the output of the test command as a person would see it', async () => {
  const { result } = await suiteInBox(nodeTestRepository(broken));

  expect(result.test?.command).toBe('npm test');
  expect(result.test?.stdout).toContain('✖ adds');
  expect(result.test?.stdout).toContain('not equal');
});

test('installs real dependencies through the egress proxy and reads what Mocha found', {
  timeout: 180_000,
}, async () => {
  const { rule } = findHostRegistry();
  const network = { kind: 'egress', allow: [rule], onAttempt: () => undefined } as const;
  const files = {
    'package.json': manifest('mocha --reporter dot', { mocha: '11.8.0' }),
    'test/add.js': "describe('add', () => { it('adds', () => {}); it('breaks', () => { throw new Error('no'); }); });",
  };

  const { result, runs } = await suiteInBox(files, {
    network,
    limits: { ...limits, workspaceMiB: 256, workspaceInodes: 20_000 },
  });

  expect(runs.map((run) => run.command)).toEqual(['npm install --no-package-lock', 'npm test']);
  expect(result.install?.exit).toEqual({ reason: 'exited', code: 0 });
  expect(result.tests).toEqual([
    { id: 'test/add.js > add > adds', status: 'passed' },
    { id: 'test/add.js > add > breaks', status: 'failed' },
  ]);
});

test.for<readonly [string, string, Files, readonly string[]]>([
  [
    'tap 16',
    'tap --no-coverage test/*.js',
    { tap: '16.3.10' },
    ['passed test/add.js > adds > sums', 'failed test/add.js > adds > breaks'],
  ],
  ['tape', 'tape test/*.js | cat', { tape: '5.10.2' }, ['passed adds > sums', 'failed adds > breaks']],
])('reads what %s found', { timeout: 180_000 }, async ([, script, devDependencies, expected]) => {
  const { rule } = findHostRegistry();
  const network = { kind: 'egress', allow: [rule], onAttempt: () => undefined } as const;
  const [tool = ''] = Object.keys(devDependencies);
  const files = {
    'package.json': manifest(script, devDependencies),
    'test/add.js': `import test from '${tool}';\ntest.test('adds', (t) => { t.ok(true, 'sums'); t.ok(false, 'breaks'); t.end(); });\n`,
  };

  const { result } = await suiteInBox(files, {
    network,
    limits: { ...limits, workspaceMiB: 256, workspaceInodes: 20_000 },
  });

  expect(result.tests?.map(({ id, status }) => `${status} ${id}`)).toEqual(expected);
  expect(result.test?.stdout).toContain('breaks');
});

test('reads what Vitest found, though a linter runs before it', async () => {
  await using box = await boxOnThisMachine();
  await symlink(join(import.meta.dirname, '../../node_modules'), join(box.cwd, 'node_modules'));
  await fill(box, {
    'package.json': JSON.stringify({
      scripts: { lint: 'true', unit: 'vitest run', test: 'npm run lint && npm run unit' },
    }),
    'a.test.js': "import { test } from 'vitest';\ntest('passes', () => {});\ntest.skip('waits', () => {});\n",
  });

  const { result } = await suiteIn(box);

  expect(result).toMatchObject({ runner: 'vitest', test: { exit: { code: 0 } } });
  expect(result.tests).toEqual([
    { id: 'a.test.js > passes', status: 'passed' },
    { id: 'a.test.js > waits', status: 'skipped' },
  ]);
});

test.for<readonly [string, string]>([
  ['node --test --test-reporter=dot', 'the script has a reporter of its own'],
  ['node --test --test-reporter=tap --test-reporter-destination=stdout', 'the script says where its reporter writes'],
  ['node test/add.test.js && node test/add.test.js', 'tests are run without the runner, twice'],
])('reads node:test of `%s`, where %s', async ([script]) => {
  await using box = await boxOnThisMachine();
  await fill(box, { ...nodeTestRepository(fixed), 'package.json': manifest(script) });

  const { result } = await suiteIn(box);

  expect(result.test?.exit).toEqual({ reason: 'exited', code: 0 });
  expect(result.tests?.[0]).toEqual({ id: 'test/add.test.js > add > adds', status: 'passed' });
});

test('goes by the exit code where no runner is known', async () => {
  await using box = await boxOnThisMachine();
  await fill(box, { 'package.json': manifest('exit 3') });

  const { result } = await suiteIn(box);

  expect(result).toMatchObject({ runner: 'exit-code', tests: null, test: { exit: { reason: 'exited', code: 3 } } });
});

test('goes by the exit code where the script hides the probe', async () => {
  await using box = await boxOnThisMachine();
  await fill(box, { ...nodeTestRepository(fixed), 'package.json': manifest('NODE_OPTIONS= node --test') });

  const { result } = await suiteIn(box);

  expect(result).toMatchObject({ runner: 'exit-code', tests: null, test: { exit: { reason: 'exited', code: 0 } } });
});

test('runs no test after an install that failed', async () => {
  await using box = await boxOnThisMachine();
  await fill(box, { 'package.json': manifest('node --test') });
  const plan = {
    ...nothingElse,
    ladder: [{ command: 'echo no such package >&2; exit 7', cures: [] }],
    test: { command: 'npm test', script: 'true', env: {}, runner: 'exit-code' as const },
  };
  const deps = { workspace: box, onCommand: () => undefined, blockedHosts: () => [] };

  const result = await runSuite(deps, { ...request, plan }, never);

  expect(result).toMatchObject({
    install: { exit: { code: 7 }, stderr: 'no such package\n' },
    test: null,
    tests: null,
  });
});

test('ends a test command that hangs, and takes no result from it', async () => {
  await using box = await boxOnThisMachine();
  await fill(box, { 'package.json': manifest('node --test'), 'a.test.js': 'setInterval(() => {}, 1000);' });

  const { result } = await suiteIn(box, 1500);

  expect(result).toMatchObject({ test: { exit: { reason: 'timeout' } }, tests: null });
});

test.for<readonly [string, string]>([
  ['not what the probe writes', 'echo forged > $SANDPIPER_RESULTS/1.json'],
  ['more than is read', 'head -c 17000000 /dev/zero > $SANDPIPER_RESULTS/1.json'],
  ['very many', 'for i in $(seq 1200); do echo > $SANDPIPER_RESULTS/$i.json; done'],
  ['no folder any more', 'rm -r $SANDPIPER_RESULTS'],
  ['a link', 'rm -r $SANDPIPER_RESULTS; ln -s /etc $SANDPIPER_RESULTS'],
])('takes no result from a box that leaves %s', async ([, command]) => {
  await using box = await boxOnThisMachine();
  await fill(box, { ...nodeTestRepository(fixed), 'package.json': manifest(`node --test; ${command}`) });

  const { result } = await suiteIn(box);

  expect(result).toMatchObject({ runner: 'exit-code', tests: null });
});

test('reads no more than its limit from reports that lie about their size', async () => {
  await using box = await boxOnThisMachine();
  const limitsAsked: number[] = [];
  const files = {
    ...box.files,
    async *list(path: string) {
      for await (const entry of box.files.list(path)) yield { ...entry, size: 0 };
    },
    read: async (path: string, options: ReadOptions) => {
      if (path.includes('sandpiper-results')) limitsAsked.push(options.maxBytes);
      return await box.files.read(path, options);
    },
  };
  const report =
    'rm $SANDPIPER_RESULTS/*; for i in 1 2 3; do head -c 6000000 /dev/zero > $SANDPIPER_RESULTS/$i.json; done';
  await fill(box, { ...nodeTestRepository(fixed), 'package.json': manifest(`node --test; ${report}`) });

  const { result } = await suiteIn({ ...box, files });

  expect(result).toMatchObject({ runner: 'exit-code', tests: null });
  const [first = 0, second, third] = limitsAsked;
  expect([second, third]).toEqual([first - 6_000_000, first - 12_000_000]);
});

test.for([
  ['no', true],
  ['yes', true],
  ['unknown', false],
] as const)(
  'a fault about a report whose operation ran: %s, leaves only its tests unknown: %s',
  async ([ran, isBorne]) => {
    await using box = await boxOnThisMachine();
    await fill(box, nodeTestRepository(fixed));
    const list = (path: string) =>
      path.includes('sandpiper-results') ? failing(new SandboxFault('No folder', { ran })) : box.files.list(path);

    const suite = suiteIn({ ...box, files: { ...box.files, list } });

    const tests = suite.then(
      ({ result }) => result.tests,
      (error: unknown) => error,
    );
    expect(await tests).toEqual(isBorne ? null : expect.any(SandboxFault));
  },
);

test('stops when it is told to', async () => {
  await using box = await boxOnThisMachine();
  await fill(box, { 'package.json': manifest('node --test'), 'a.test.js': 'setInterval(() => {}, 1000);' });
  const controller = new AbortController();
  const started = suiteIn(box, 60_000, controller.signal);

  controller.abort(new Error('enough'));

  await expect(started).rejects.toThrow();
});

const limits: SandboxSpec['limits'] = { cpus: 1, memoryMiB: 512, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 };
const nothingElse = { services: [], setup: [], companions: [] };
const request = { sha: 'a'.repeat(40), installTimeoutMs: 120_000, testTimeoutMs: 30_000 };

function manifest(test: string, devDependencies: Files = {}): string {
  return JSON.stringify({ name: 'sample', type: 'module', scripts: { test }, devDependencies });
}

function nodeTestRepository(source: string): Files {
  return {
    'package.json': manifest('node --test'),
    'add.js': source,
    'test/add.test.js': [
      "import assert from 'node:assert/strict';",
      "import { describe, it } from 'node:test';",
      "import { add } from '../add.js';",
      "describe('add', () => {",
      "  it('adds', () => assert.equal(add(1, 2), 3, 'not equal'));",
      "  it('leaves nothing alone', () => assert.equal(add(1, 0), 1));",
      '});',
    ].join('\n'),
  };
}

async function suiteInBox(files: Files, different: Partial<SandboxSpec> = {}) {
  await using sandboxes = await dockerSandboxesForTests();
  await using sandbox = await sandboxes.provider.create(sandboxes.spec({ limits, ...different }), never);
  await fill(sandbox, files);
  return await suiteIn(sandbox);
}

/** A box without a container keeps its results in this machine's own folder for temporary files: they are cleared away. */
async function boxOnThisMachine(): Promise<Workspace & AsyncDisposable> {
  const box = await localBox();
  const folders: string[] = [];
  return {
    ...box,
    exec: async (command, options) => {
      const folder = options.env?.[resultsVariable];
      if (folder !== undefined) folders.push(folder);
      return await box.exec(command, options);
    },
    [Symbol.asyncDispose]: async () => {
      await box[Symbol.asyncDispose]();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill(workspace: Workspace, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) await workspace.files.write(path, text);
}

async function suiteIn(workspace: Workspace, testTimeoutMs = request.testTimeoutMs, signal = never) {
  const paths: string[] = [];
  for await (const { path, kind } of workspace.files.list('.')) if (kind === 'file') paths.push(path);
  const checkout = checkoutOf(paths, async (path) => {
    const bytes = await workspace.files.read(path, { maxBytes: 1024 * 1024 });
    return bytes === null ? null : new TextDecoder().decode(bytes);
  });
  const planned = await planEnvironment(checkout, noSettings);
  if (planned.kind === 'no-test') throw new Error(planned.reason);
  const runs: CommandRun[] = [];
  const deps = { workspace, onCommand: (run: CommandRun) => runs.push(run), blockedHosts: () => [] };
  const result = await runSuite(deps, { ...request, plan: planned.plan, testTimeoutMs }, signal);
  return { result, runs };
}

function sides(base: { readonly result: SuiteResult }, head: { readonly result: SuiteResult }) {
  return { base: base.result, head: head.result };
}

function failing(fault: SandboxFault): AsyncIterable<ListedFile> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(fault) }) };
}
