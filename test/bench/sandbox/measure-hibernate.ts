import type { WorkspaceSource } from '../../../src/sandbox/sandbox.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns } from '../samples.ts';
import { benchSandboxes, firstCommand } from './bench-sandboxes.ts';

/** A command in a sandbox of which only the disk is left, against a new one with its first command. */
export async function measureHibernate(): Promise<readonly Row[]> {
  await using sandboxes = await benchSandboxes();
  const onDisk = { kind: 'new', storage: 'disk' } as const;
  await using sleeper = await sandboxes.create({ workspace: onDisk });
  const cold = async (workspace: WorkspaceSource) => {
    const startedAt = performance.now();
    await using sandbox = await sandboxes.create({ workspace });
    await firstCommand(sandbox);
    return performance.now() - startedAt;
  };
  const samples = await takeTurns(
    { rounds: 15, budgetMs: 30_000 },
    {
      'cold, disk': () => cold(onDisk),
      'cold, memory': () => cold({ kind: 'new' }),
      async hibernate() {
        await sleeper.pause('hibernate');
        const startedAt = performance.now();
        await firstCommand(sleeper);
        return performance.now() - startedAt;
      },
    },
  );
  const row = (baseline: 'cold, disk' | 'cold, memory'): Row => ({
    figure: 'resume from hibernate and first command, p50',
    unit: 'ms',
    measured: percentile(samples.hibernate, 50),
    baseline: { name: `${baseline} workspace`, value: percentile(samples[baseline], 50) },
    target: 1,
    samples: samples.hibernate,
    baselineSamples: samples[baseline],
  });
  return [row('cold, disk'), row('cold, memory')];
}
