import { imageReference } from '../../../src/sandbox/images/image-reference.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { benchSandboxes, firstCommand } from './bench-sandboxes.ts';
import { docker, startContainer } from './docker-client.ts';

/** A command in a sandbox that the kernel, or its agent, has stopped. */
export async function measureThaw(): Promise<readonly Row[]> {
  await using sandboxes = await benchSandboxes();
  await using sandbox = await sandboxes.create();
  await using container = await startContainer(await imageReference('node'));
  const samples = await takeTurns(
    { rounds: 40, budgetMs: 25_000 },
    {
      async 'docker unpause and exec'() {
        await docker('pause', container.id);
        return await timed(async () => {
          await docker('unpause', container.id);
          await docker('exec', container.id, 'true');
        });
      },
      freeze: () => resumeFrom('freeze', sandbox),
      soft: () => resumeFrom('soft', sandbox),
    },
  );
  const row = (depth: 'freeze' | 'soft'): Row => ({
    figure: `resume from ${depth} and first command, p50 (docker unpause and exec: ${percentile(samples['docker unpause and exec'], 50).toFixed(0)} ms)`,
    unit: 'ms',
    measured: percentile(samples[depth], 50),
    baseline: null,
    target: 5,
    samples: samples[depth],
    baselineSamples: samples['docker unpause and exec'],
  });
  return [row('freeze'), row('soft')];
}

async function resumeFrom(depth: 'freeze' | 'soft', sandbox: Sandbox): Promise<number> {
  await sandbox.pause(depth);
  return await timed(() => firstCommand(sandbox));
}
