import { imageReference } from '../../../src/sandbox/images/image-reference.ts';
import type { PoolSize } from '../../../src/sandbox/pool/pool.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { benchSandboxes, firstCommand, poolIsFull, smallLimits } from './bench-sandboxes.ts';
import { docker } from './docker-client.ts';

const twenty = Array.from({ length: 20 });

/** Twenty at once, until the last one has run its first command. */
export async function measureBurst(): Promise<readonly Row[]> {
  await using hot = await poolOf({ hot: 20, frozen: 0 });
  await using mixed = await poolOf({ hot: 4, frozen: 16 });
  await using none = await poolOf({ hot: 0, frozen: 0 });
  const image = await imageReference('node');
  const samples = await takeTurns(
    { rounds: 5, budgetMs: 80_000 },
    {
      'docker run': () =>
        timed(() => Promise.all(twenty.map(() => docker('run', '--rm', '--entrypoint', 'true', image)))),
      hot: hot.burst,
      mixed: mixed.burst,
      none: none.burst,
    },
  );
  const row = (name: 'hot' | 'mixed' | 'none', what: string, target: number): Row => ({
    figure: `20 claims at once, ${what}, p50`,
    unit: 'ms',
    measured: percentile(samples[name], 50),
    baseline: { name: '20 docker run at once', value: percentile(samples['docker run'], 50) },
    target,
    samples: samples[name],
    baselineSamples: samples['docker run'],
  });
  return [
    row('hot', '20 hot in the pool', 1 / 30),
    row('mixed', '4 hot and 16 frozen', 1 / 30),
    row('none', 'empty pool', 1),
  ];
}

async function poolOf(waiting: PoolSize) {
  const sandboxes = await benchSandboxes({ waiting });
  await sandboxes.prepare(smallLimits, waiting);
  const burst = async () => {
    await poolIsFull(sandboxes, waiting);
    const made: Sandbox[] = [];
    const ms = await timed(() =>
      Promise.all(
        twenty.map(async () => {
          const sandbox = await sandboxes.create();
          made.push(sandbox);
          await firstCommand(sandbox);
        }),
      ),
    );
    await Promise.all(made.map((sandbox) => sandbox.destroy()));
    // What is made again is not to slow down whoever comes next.
    await poolIsFull(sandboxes, waiting);
    return ms;
  };
  return { burst, [Symbol.asyncDispose]: () => sandboxes[Symbol.asyncDispose]() };
}
