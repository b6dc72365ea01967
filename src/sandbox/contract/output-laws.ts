import assert from 'node:assert/strict';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';

const MEBIBYTE = 1024 * 1024;
const ordinary = { timeoutMs: 30_000 };

/** Output may be without end: neither the host nor the box pays for what is not read. */
export function outputLaws(law: Law, world: ContractWorld): void {
  law('a process whose output nobody reads is held back, and goes on when somebody does', async () => {
    const script = 'for i in $(seq 96); do head -c 1048576 /dev/zero; echo $i > progress; done';
    await world.sandbox.files.write('progress', '0');
    const process = await world.sandbox.spawn(['bash', '-c', script], { timeoutMs: 50_000 });

    const held = await standstill(() => progressOf(world));
    const total = await countBytes(process.stdout);

    assert.ok(held < 64, `${held} MiB were written while nobody read`);
    assert.equal(total, 96 * MEBIBYTE);
    assert.deepEqual(await process.exit, { reason: 'exited', code: 0 });
  });

  law('one flood holds nobody else back', async () => {
    const flood = await world.sandbox.spawn(['yes'], ordinary);

    const result = await world.sandbox.exec('echo still here', ordinary);

    assert.equal(result.stdout, 'still here\n');
    await flood.kill('SIGKILL');
    await flood.exit;
  });

  law('a quarter of a gigabyte of output costs the host no more memory than a little', async () => {
    const before = process.memoryUsage.rss();
    let peak = before;
    const flood = await world.sandbox.spawn(['head', '-c', String(256 * MEBIBYTE), '/dev/zero'], {
      timeoutMs: 55_000,
    });

    const total = await countBytes(flood.stdout, () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    });

    assert.equal(total, 256 * MEBIBYTE);
    assert.ok(peak - before < 96 * MEBIBYTE, `the host grew by ${Math.round((peak - before) / MEBIBYTE)} MiB`);
    assert.deepEqual(await flood.exit, { reason: 'exited', code: 0 });
  });

  law('a process whose output is thrown away runs on to its end', async () => {
    const flood = await world.sandbox.spawn(['bash', '-c', 'head -c 64M /dev/zero; exit 5'], ordinary);

    await Promise.all([flood.stdout.cancel(), flood.stderr.cancel()]);

    assert.deepEqual(await flood.exit, { reason: 'exited', code: 5 });
  });

  law('output is spilled into files of the box, each up to its limit, though the host throws it away', async () => {
    const spill = { stdout: 'spill/out', stderr: '/tmp/spill-err', maxBytes: 1000 };
    const script = 'head -c 5000 /dev/zero | tr "\\0" a; printf "a little" >&2';
    const spilled = await world.sandbox.spawn(['bash', '-c', script], { ...ordinary, spill });

    await Promise.all([spilled.stdout.cancel(), spilled.stderr.cancel()]);

    assert.deepEqual(await spilled.exit, { reason: 'exited', code: 0 });
    assert.equal((await world.sandbox.files.stat('spill/out'))?.size, 1000);
    const stderr = await world.sandbox.files.read('/tmp/spill-err', { maxBytes: 1000 });
    assert.equal(Buffer.from(stderr ?? []).toString(), 'a little');
  });
}

async function progressOf(world: ContractWorld): Promise<number> {
  return Number((await world.sandbox.exec('cat progress', ordinary)).stdout);
}

/** The number that no longer changes: the same five times in a row, a tenth of a second apart. */
async function standstill(read: () => Promise<number>): Promise<number> {
  let last = await read();
  for (let same = 0; same < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = await read();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

async function countBytes(stream: ReadableStream<Uint8Array>, onChunk?: () => void): Promise<number> {
  let total = 0;
  for await (const chunk of stream) {
    total += chunk.length;
    onChunk?.();
  }
  return total;
}
