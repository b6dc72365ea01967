import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';

/** Compares what a run waits for with the docker client doing the same, in one run on one machine, and prints the ratios. */
const run = promisify(execFile);
const signal = AbortSignal.timeout(600_000);
await using sandboxes = await dockerSandboxesForTests();
await using box = await sandboxes.provider.create(sandboxes.spec(), signal);
const image = await imageReference('node');
const container = box.id;

await compare('a command in a sandbox that runs', 30, {
  'docker exec': () => run('docker', ['exec', container, 'true']),
  'over the link': () => box.exec(['true'], { timeoutMs: 10_000 }),
});

await compare('a new sandbox with its first command', 10, {
  'docker run': () => run('docker', ['run', '--rm', '--network', 'none', '--entrypoint', 'true', image]),
  'create, exec, destroy': async () => {
    await using fresh = await sandboxes.provider.create(sandboxes.spec(), signal);
    await fresh.exec(['true'], { timeoutMs: 10_000 });
  },
});

/** The first candidate is the baseline. They take turns, so that a busy moment hits both. */
async function compare(
  what: string,
  rounds: number,
  candidates: Record<string, () => Promise<unknown>>,
): Promise<void> {
  const times = new Map(Object.keys(candidates).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(candidates)) times.get(name)?.push(await timed(work));
  }
  console.log(`\n${what} (${rounds} rounds, median)`);
  const medians = [...times].map(([name, all]) => [name, median(all)] as const);
  const [, baseline = Number.NaN] = medians[0] ?? [];
  for (const [name, ms] of medians) {
    console.log(`  ${name.padEnd(24)} ${ms.toFixed(1).padStart(8)} ms   ${(ms / baseline).toFixed(3)} of the baseline`);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
