import { imageReference } from '../../../src/sandbox/images/image-reference.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { benchSandboxes, firstCommand } from './bench-sandboxes.ts';
import { docker, startContainer } from './docker-client.ts';

/** A command that does nothing, in a sandbox that runs. */
export async function measureCommand(): Promise<readonly Row[]> {
  await using sandboxes = await benchSandboxes();
  await using sandbox = await sandboxes.create();
  await using container = await startContainer(await imageReference('node'));
  const samples = await takeTurns(
    { rounds: 60, budgetMs: 15_000 },
    {
      'docker exec': () => timed(() => docker('exec', container.id, 'true')),
      exec: () => timed(() => firstCommand(sandbox)),
    },
  );
  return [
    {
      figure: 'command in a running sandbox, p50',
      unit: 'ms',
      measured: percentile(samples.exec, 50),
      baseline: { name: 'docker exec', value: percentile(samples['docker exec'], 50) },
      target: 1 / 20,
      samples: samples.exec,
      baselineSamples: samples['docker exec'],
    },
  ];
}
