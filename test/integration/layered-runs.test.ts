import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EnvironmentPlan } from '../../src/environment/environment-plan.ts';
import type { Mirror } from '../../src/git/open-mirror.ts';
import { openBox } from '../../src/run/preparation/open-box.ts';
import { openFirstBoxes } from '../../src/run/preparation/open-first-boxes.ts';
import { openWorkspace } from '../../src/run/preparation/open-workspace.ts';
import { planLayer } from '../../src/run/preparation/plan-layer.ts';
import { runSuiteAfresh } from '../../src/run/proving/run-suite-afresh.ts';
import type { Run } from '../../src/run/run.ts';
import { SandboxFault, type Workspace } from '../../src/sandbox/sandbox.ts';
import type { Files } from '../support/git-fixture.ts';
import { layeredRuns, npmPackage, npmPlan } from '../support/layered-runs.ts';

async function world(files: Files = npmPackage()) {
  const opened = await layeredRuns(files);
  onTestFinished(() => opened[Symbol.asyncDispose]());
  return opened;
}

/** The first part of a run, up to where its agent would begin; `look` sees the agent's box. */
async function begin(run: Run, mirror: Mirror, plan = npmPlan, look: (box: Workspace) => Promise<unknown> = nothing) {
  await using boxes = await openFirstBoxes(run, { mirror, sha: mirror.baseSha, plan });
  const { baseline, sandbox } = await boxes.prepare();
  return { baseline, seen: await look(sandbox) };
}

async function nothing(): Promise<void> {
  // The test does not look into the agent's box.
}

const testHead = (run: Run, mirror: Mirror) =>
  runSuiteAfresh(run, { mirror, sha: mirror.baseSha, purpose: 'head' }, npmPlan);

async function sayIn(box: Workspace, script: string): Promise<string> {
  const { stdout, stderr } = await box.exec(script, { timeoutMs: 30_000 });
  return stdout + stderr;
}

const greenExit = { exit: { reason: 'exited', code: 0 } };

describe.skipIf(process.getuid?.() !== 0)('what was installed (needs root, for workspaces on disk)', () => {
  test('is installed once, and later runs and commits with the same files begin with it', {
    timeout: 300_000,
  }, async () => {
    const { start, base, commit } = await world();
    const [first, second] = [start(), start()];

    const one = await begin(first, base, npmPlan, (box) => sayIn(box, 'node -p "require(\'./app\').wait"'));
    const head = await commit({ 'app.js': 'exports.wait = require("ms")("3s") - 1000;\n' });
    const proved = await testHead(first, head);
    const two = await begin(second, base);

    expect(one).toMatchObject({ baseline: { test: greenExit, install: { command: 'npm ci' } }, seen: '2000\n' });
    expect(proved.test).toMatchObject(greenExit);
    expect(two.baseline).toMatchObject({ test: greenExit, install: { command: 'npm ci', ...greenExit } });
    expect(first.commands).toEqual(['base: npm ci', 'base: npm test', 'head: npm test']);
    expect(second.commands).toEqual(['base: npm test']);
    expect(first.progress.notes).toEqual([expect.stringMatching(/^`npm ci` ran once in this run;/)]);
    expect(second.progress.notes).toEqual([expect.stringMatching(/^`npm ci` ran in an earlier run;/)]);
  });

  test('leaves no file of the older commit in a newer one, ignored or not', { timeout: 300_000 }, async () => {
    const plain = {
      ...npmPackage(),
      '.gitignore': 'dist\n*.log\n',
      'old.js': '',
      'odd/  name\n.js': 'x',
      'run.sh': '#!/bin/sh\n',
    };
    const { start, base, commit, layers } = await world(plain);
    const run = start();
    const planned = await planLayer(run, { mirror: base, sha: base.baseSha }, npmPlan);
    if (planned === null) throw new Error('Nothing is kept.');
    const stale = 'mkdir dist packages && touch dist/old.js build.log new.js packages/x .git/hooks/post-checkout';
    await using box = await openWorkspace(run, { mirror: base, sha: base.baseSha, purpose: 'base' });
    await sayIn(box, `npm ci && ${stale}`);
    const installed = [{ command: 'npm ci', durationMs: 1 }];
    await layers.keep(planned.key, box, JSON.stringify({ runId: 'x', installed }));
    const head = await commit({ 'app.js': 'exports.wait = 2000;\n', 'packages/y.js': '' });
    const request = { mirror: head, sha: head.baseSha, purpose: 'head' };
    const list = `find . -path ./node_modules -prune -o -path ./.git/index -prune -o -path ./.git/logs -prune -o -printf '%p %y %m %s\\n' | sort; git status --short --ignored`;

    const opened = await openBox(run, request, await planLayer(run, request, npmPlan));
    await using layered = opened.sandbox;
    await using clean = await openWorkspace(run, request);

    expect(opened.remembered).not.toBeNull();
    expect(await sayIn(layered, 'ls node_modules')).toBe('ms\n');
    const files = (await sayIn(layered, list)).replace('?? node_modules/\n', '');
    expect(files).toBe(await sayIn(clean, list));
    expect(files).toContain('packages/y.js');
    expect(files).not.toMatch(/dist|build\.log|new\.js|packages\/x|post-checkout/);
  });

  test('by code of the repository is not given to another commit, whose tests would run against what was built before', {
    timeout: 300_000,
  }, async () => {
    const built = {
      ...npmPackage({ prepare: 'mkdir -p dist && cp app.js dist/app.js' }),
      '.gitignore': 'dist\nnode_modules\n',
      'app.test.js':
        'require("node:test").test("waits", () => require("assert").equal(require("./dist/app").wait, 2000));\n',
    };
    const { start, base, commit, layers } = await world(built);
    const [first, second] = [start(), start()];
    await begin(first, base);
    const broken = await commit({ 'app.js': 'exports.wait = 3000;\n' });

    const head = await testHead(first, broken);
    await begin(second, base);

    expect(head.test?.exit).toEqual({ reason: 'exited', code: 1 });
    expect(first.commands).toEqual(['base: npm ci', 'base: npm test', 'head: npm ci', 'head: npm test']);
    expect(second.commands).toEqual(['base: npm test']);

    // What a layer that is shared too widely would do to the same head.
    const planned = await planLayer(first, { mirror: base, sha: base.baseSha }, npmPlan);
    const layer = planned === null ? null : await layers.find(planned.key);
    const snapshot = layer?.snapshot.id ?? '';
    const request = { mirror: broken, sha: broken.baseSha, purpose: 'head' };
    await using wrong = await openWorkspace(first, request, { snapshot, isOfCommit: true });
    expect(await sayIn(wrong, 'npm test')).toMatch(/pass 1\n/);
  });

  test('is kept once by two runs that begin at the same time', { timeout: 300_000 }, async () => {
    const { start, base, sandboxes } = await world();
    const runs = [start(), start()];

    const begun = await Promise.all(runs.map((run) => begin(run, base)));

    expect(begun.map(({ baseline }) => baseline.test)).toMatchObject([greenExit, greenExit]);
    expect(await Array.fromAsync(sandboxes.provider.listSnapshots())).toHaveLength(1);
  });

  test.for<readonly [string, string, readonly string[]]>([
    ['where a box keeps nothing', 'echo 1 > /tmp/answer', ['base: npm ci', 'base: npm test']],
    ['in the home, which is kept', 'echo 1 > ~/answer', ['base: npm test']],
  ])('is kept only when it left nothing %s', { timeout: 300_000 }, async ([, postinstall, commands]) => {
    const { start, base } = await world(
      npmPackage({ postinstall, test: 'cat /tmp/answer ~/answer 2>/dev/null | grep 1' }),
    );
    await begin(start(), base);
    const again = start();

    const { baseline } = await begin(again, base);

    expect(again.commands.filter((command) => command.startsWith('base:'))).toEqual(commands);
    expect(baseline.test).toMatchObject(greenExit);
  });
});

describe.skipIf(process.getuid?.() !== 0)('a layer that cannot be used', () => {
  test('because it was overwritten is made anew', { timeout: 300_000 }, async () => {
    const { start, base, sandboxes, diskDirectory } = await world();
    await begin(start(), base);
    const [snapshot] = await Array.fromAsync(sandboxes.provider.listSnapshots());
    const image = await imageOf(diskDirectory, snapshot?.id ?? '');
    await writeFile(image, Buffer.alloc(1024 * 1024), { flag: 'r+' });
    const [second, third] = [start(), start()];

    const { baseline } = await begin(second, base);
    await begin(third, base);

    expect(baseline.test).toMatchObject(greenExit);
    expect(second.commands.filter((command) => command === 'base: npm ci')).toHaveLength(1);
    expect(third.commands).toEqual(['base: npm test']);
  });

  test('because there is no room for it is told, and each box is prepared from nothing', {
    timeout: 300_000,
  }, async () => {
    const { start, base, layers } = await world();
    const full = new SandboxFault('There is no room for this on disk.', { ran: 'no', code: 'no-space' });
    const run = start({ layers: { ...layers, keep: () => Promise.reject(full) } });

    const { baseline } = await begin(run, base);

    expect(baseline.test).toMatchObject(greenExit);
    expect(run.commands.toSorted()).toEqual(['agent: npm ci', 'base: npm ci', 'base: npm test']);
    expect(run.progress.notes).toEqual([expect.stringContaining('There is no room for this on disk.')]);
  });
});

const redis = {
  name: 'redis',
  command: 'touch $HOME/started; sleep 1000',
  ready: 'test -e $HOME/started',
  timeoutSeconds: 20,
};

test.skipIf(process.getuid?.() !== 0)(
  'services run in each box, and what they leave is in none of the copies',
  { timeout: 300_000 },
  async () => {
    const { start, base } = await world();
    const plan: EnvironmentPlan = {
      ...npmPlan,
      services: [{ ...redis, command: 'test ! -e $HOME/started && touch $HOME/started; sleep 1000' }],
    };
    await begin(start(), base, plan);
    const run = start();

    const { baseline, seen } = await begin(run, base, plan, (box) => sayIn(box, 'pgrep -c sleep'));

    expect(run.commands).toEqual(['base: npm test']);
    expect(baseline).toMatchObject({ test: greenExit, troubles: [] });
    expect(seen).toBe('1\n');
  },
);

async function imageOf(diskDirectory: string, id: string): Promise<string> {
  const folder = join(diskDirectory, 'pool', 'snapshots');
  const name = (await readdir(folder)).find((file) => file.includes(id));
  return join(folder, name ?? 'none');
}
