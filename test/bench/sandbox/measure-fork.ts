import { imageReference } from '../../../src/sandbox/images/image-reference.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { benchSandboxes, firstCommand, never, poolIsFull, smallLimits } from './bench-sandboxes.ts';
import { docker, startContainer } from './docker-client.ts';

/** 20,000 files of 4 KiB in 200 folders, as a large `node_modules` has them. */
const makeFiles = `for d in $(seq 200); do mkdir -p tree/$d; head -c 409600 /dev/urandom | split -b 4096 -a 3 - tree/$d/f; done; sync`;

/** A copy of a workspace with its owner alive, until a command has run in the copy. */
export async function measureFork(): Promise<readonly Row[]> {
  // The parent itself tells the pool which boxes are in demand.
  const waiting = { hot: 1, frozen: 0 };
  await using sandboxes = await benchSandboxes({ waiting });
  const limits = { ...smallLimits, memoryMiB: 512, workspaceMiB: 512, workspaceInodes: 50_000 };
  await using parent = await sandboxes.create({ limits, workspace: { kind: 'new', storage: 'disk' } });
  const made = await parent.exec(makeFiles, { timeoutMs: 120_000 });
  if (!made.ok) throw new Error(`The files could not be made: ${made.stderr}`);
  await using container = await startContainer(await imageReference('node'), '--user', '0', '--workdir', '/srv');
  await docker('exec', container.id, 'bash', '-c', makeFiles);
  const samples = await takeTurns(
    { rounds: 7, budgetMs: 45_000 },
    {
      async 'docker commit'() {
        const startedAt = performance.now();
        const image = await docker('commit', container.id);
        const ms = performance.now() - startedAt;
        await docker('rmi', image);
        return ms;
      },
      async fork() {
        await poolIsFull(sandboxes, waiting);
        const startedAt = performance.now();
        await using child = await parent.fork(never);
        await firstCommand(child);
        return performance.now() - startedAt;
      },
      async snapshot() {
        let id = '';
        const ms = await timed(async () => {
          id = (await parent.snapshot()).id;
        });
        await sandboxes.provider.destroySnapshot(id);
        return ms;
      },
    },
  );
  const row = (name: 'fork' | 'snapshot', what: string): Row => ({
    figure: `${what} of 20,000 files, p50`,
    unit: 'ms',
    measured: percentile(samples[name], 50),
    baseline: { name: 'docker commit', value: percentile(samples['docker commit'], 50) },
    target: 1 / 20,
    samples: samples[name],
    baselineSamples: samples['docker commit'],
  });
  return [row('fork', 'fork with first command'), row('snapshot', 'snapshot')];
}
