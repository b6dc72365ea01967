import { setTimeout } from 'node:timers/promises';
import { benchSandboxes, firstCommand } from './bench-sandboxes.ts';

/** Run by `measureIdle` as a process of its own, so that nothing else is in its figures. */
const count = 100;
const watchedMs = 10_000;

await using sandboxes = await benchSandboxes();
await firstCommand(await sandboxes.create());
const before = residentBytes();
await inBatches(count, 4, async () => {
  const sandbox = await sandboxes.create();
  await firstCommand(sandbox);
  await sandbox.pause('freeze');
});
const after = residentBytes();
const cpuBefore = process.cpuUsage();
await setTimeout(watchedMs);
const { user, system } = process.cpuUsage(cpuBefore);
const cpuPercent = ((user + system) / 1000 / watchedMs) * 100;
console.log(JSON.stringify({ sandboxes: count, bytesEach: (after - before) / count, cpuPercent }));

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

async function inBatches(total: number, atOnce: number, work: () => Promise<void>): Promise<void> {
  for (let done = 0; done < total; done += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, total - done) }, work));
  }
}
