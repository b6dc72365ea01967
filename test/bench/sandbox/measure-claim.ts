import { imageReference } from '../../../src/sandbox/images/image-reference.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { benchSandboxes, firstCommand, poolIsFull, smallLimits } from './bench-sandboxes.ts';
import { docker } from './docker-client.ts';

/** From the wish for a sandbox to the end of its first command, with one waiting in the pool. */
export async function measureClaim(): Promise<readonly Row[]> {
  const waiting = { hot: 1, frozen: 0 };
  await using sandboxes = await benchSandboxes({ waiting });
  const image = await imageReference('node');
  await sandboxes.prepare(smallLimits, waiting);
  const samples = await takeTurns(
    { rounds: 40, budgetMs: 50_000 },
    {
      'docker run': () => timed(() => docker('run', '--rm', '--entrypoint', 'true', image)),
      async claim() {
        await poolIsFull(sandboxes, waiting);
        const startedAt = performance.now();
        await using sandbox = await sandboxes.create();
        await firstCommand(sandbox);
        const ms = performance.now() - startedAt;
        if ((await sandbox.info()).origin !== 'pool') throw new Error('The sandbox did not come from the pool.');
        return ms;
      },
    },
  );
  const row = (percent: number, target: number): Row => ({
    figure: `warm claim and first command, p${percent}`,
    unit: 'ms',
    measured: percentile(samples.claim, percent),
    baseline: { name: 'docker run --rm IMAGE true', value: percentile(samples['docker run'], percent) },
    target,
    samples: samples.claim,
    baselineSamples: samples['docker run'],
  });
  return [row(50, 1 / 100), row(95, 1 / 20)];
}
