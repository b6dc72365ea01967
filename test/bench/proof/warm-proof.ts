import { createHash } from 'node:crypto';
import { plainEnvironment } from '../../../src/environment/plain-environment.ts';
import type { Change } from '../../../src/git/change.ts';
import type { Mirror } from '../../../src/git/open-mirror.ts';
import { openBox } from '../../../src/run/preparation/open-box.ts';
import { openFirstBoxes } from '../../../src/run/preparation/open-first-boxes.ts';
import { planLayer } from '../../../src/run/preparation/plan-layer.ts';
import { prepareOpenedBox } from '../../../src/run/preparation/prepare-opened-box.ts';
import { prove } from '../../../src/run/proving/prove.ts';
import { runSuiteAfresh } from '../../../src/run/proving/run-suite-afresh.ts';
import type { Run } from '../../../src/run/run.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { never } from '../../support/git-fixture.ts';
import { layeredRuns, npmPlan } from '../../support/layered-runs.ts';
import { timed } from '../samples.ts';
import { mended, provedPackage } from './proved-package.ts';

/** A change whose dependencies are kept already, a run that proves it, and a box in which a person could run the tests. */
export async function openWarmProof() {
  await using undo = new AsyncDisposableStack();
  const world = undo.use(await layeredRuns(provedPackage, { warmBoxes: 2 }));
  const { base } = world;
  await keepDependencies(world.start(), base);
  const head = await world.commit({ 'app.js': mended });
  const run = world.start();
  const request = { mirror: base, sha: base.baseSha, purpose: 'plain' };
  const opened = await openBox(run, request, await planLayer(run, request, npmPlan));
  const box = undo.use(opened.sandbox);
  await prepareOpenedBox(run, opened, { purpose: 'plain', plan: npmPlan });
  const half = (mirror: Mirror, purpose: string) =>
    runSuiteAfresh(run, { mirror, sha: mirror.baseSha, purpose }, npmPlan);
  const baseline = await half(base, 'base');
  const given = { mirror: base, plan: npmPlan, baseline, commit: { sha: head.baseSha, change: changeUpon(base) } };
  const texts = [{ path: 'app.js', before: provedPackage['app.js'] ?? '', after: mended }];
  const owned = undo.move();
  return {
    testTwice: () => timed(async () => [await testPlainly(box), await testPlainly(box)]),
    halves: () => timed(async () => [await half(base, 'base'), await half(head, 'head')]),
    proof: () => timed(() => prove(run, { ...given, texts })),
    /** Throws when anything but the first run installed something. */
    check() {
      if (run.commands.some((command) => command.includes('npm ci'))) throw new Error('Something was installed anew.');
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function keepDependencies(run: Run, base: Mirror): Promise<void> {
  await using boxes = await openFirstBoxes(run, { mirror: base, sha: base.baseSha, plan: npmPlan });
  await boxes.prepare();
}

/** What a person would wait for. */
async function testPlainly(box: Sandbox): Promise<void> {
  const { exit } = await box.exec(npmPlan.test.command, { env: plainEnvironment, timeoutMs: 60_000, signal: never });
  if (exit.reason !== 'exited') throw new Error(`The tests ended with ${exit.reason}.`);
}

function changeUpon({ baseSha }: Mirror): Change {
  const bytes = Buffer.from(mended);
  const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return { baseSha, entries: [{ kind: 'write', status: 'modified', path: 'app.js', mode: '100644', blob, bytes }] };
}
