import { createHash } from 'node:crypto';
import { plainEnvironment } from '../../../src/environment/plain-environment.ts';
import type { Change } from '../../../src/git/change.ts';
import type { Mirror } from '../../../src/git/open-mirror.ts';
import { openBox } from '../../../src/run/preparation/open-box.ts';
import { openFirstBoxes } from '../../../src/run/preparation/open-first-boxes.ts';
import { planLayer } from '../../../src/run/preparation/plan-layer.ts';
import { prepareOpenedBox } from '../../../src/run/preparation/prepare-opened-box.ts';
import { prove } from '../../../src/run/prove.ts';
import type { Run } from '../../../src/run/run.ts';
import { runSuiteAfresh } from '../../../src/run/run-suite-afresh.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { never } from '../../support/git-fixture.ts';
import { layeredRuns, npmPlan } from '../../support/layered-runs.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { mended, provedPackage } from './proved-package.ts';

/** What a proof costs when dependencies are kept already: box, checkout, suite and its results, against the tests alone. */
export async function measureHalves(): Promise<readonly Row[]> {
  await using world = await layeredRuns(provedPackage, { warmBoxes: 2 });
  const { base } = world;
  await keepDependencies(world.start(), base);
  const head = await world.commit({ 'app.js': mended });
  const run = world.start();
  const half = (mirror: Mirror, purpose: string) =>
    runSuiteAfresh(run, { mirror, sha: mirror.baseSha, purpose }, npmPlan);
  const baseline = await half(base, 'base');
  const commit = { sha: head.baseSha, change: changeUpon(base) };
  const texts = [{ path: 'app.js', before: provedPackage['app.js'] ?? '', after: mended }];

  const request = { mirror: base, sha: base.baseSha, purpose: 'plain' };
  const opened = await openBox(run, request, await planLayer(run, request, npmPlan));
  await using box = opened.sandbox;
  await prepareOpenedBox(run, opened, { purpose: 'plain', plan: npmPlan });
  const samples = await takeTurns(
    { rounds: 7, budgetMs: 60_000 },
    {
      'two test runs': () => timed(async () => [await testPlainly(box), await testPlainly(box)]),
      halves: () => timed(async () => [await half(base, 'base'), await half(head, 'head')]),
      proof: () => timed(() => prove(run, { mirror: base, plan: npmPlan, baseline, commit, texts })),
    },
  );
  if (run.commands.some((command) => command.includes('npm ci'))) throw new Error('Something was installed anew.');
  const row = (name: 'halves' | 'proof', figure: string, target: number): Row => ({
    figure,
    unit: 'ms',
    measured: percentile(samples[name], 50),
    baseline: { name: 'npm test, twice, in one box', value: percentile(samples['two test runs'], 50) },
    target,
    samples: samples[name],
    baselineSamples: samples['two test runs'],
  });
  return [
    row('halves', 'base and head of a proof, 20 tests, p50', 2),
    // Up to six runs of the suite, two at a time, and each hunk taken back; nobody set a target.
    row('proof', 'all of the proof after its base, p50', Number.POSITIVE_INFINITY),
  ];
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
