import assert from 'node:assert/strict';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { OutputReader } from './output-reader.ts';

const ordinary = { timeoutMs: 30_000 };
const terminal = { columns: 91, rows: 17 };

/** Processes with a terminal. */
export function terminalLaws(law: Law, world: ContractWorld): void {
  law('a terminal is one for the process, has the size that was asked for, and all output in one stream', async () => {
    const script = 'test -t 0 && test -t 1 && test -t 2 && echo terminal; stty size; echo err >&2';
    const process = await world.sandbox.spawn(['bash', '-c', script], { ...ordinary, terminal });

    const [stdout, stderr] = await Promise.all([
      new OutputReader(process.stdout).rest(),
      new OutputReader(process.stderr).rest(),
    ]);

    assert.deepEqual([stdout, stderr], ['terminal\r\n17 91\r\nerr\r\n', '']);
    assert.deepEqual(await process.exit, { reason: 'exited', code: 0 });
  });

  law('without a terminal a process has none', async () => {
    const result = await world.sandbox.exec('test -t 0 || test -t 1 || echo none', ordinary);

    assert.equal(result.stdout, 'none\n');
  });

  law('a resized terminal has its new size', async () => {
    const script = 'echo up; until [ "$(stty size)" = "40 120" ]; do sleep 0.05; done; echo resized';
    const process = await world.sandbox.spawn(['bash', '-c', script], { ...ordinary, terminal });
    const output = new OutputReader(process.stdout);
    await output.until('up');

    await process.resize({ columns: 120, rows: 40 });

    assert.match(await output.rest(), /resized/);
    assert.deepEqual(await process.exit, { reason: 'exited', code: 0 });
  });

  law('a terminal takes what is typed, and Ctrl-C interrupts', async () => {
    const script = 'trap "echo caught; exit 9" INT; read -r line; echo "<$line>"; while :; do sleep 0.05; done';
    const process = await world.sandbox.spawn(['bash', '-c', script], { ...ordinary, terminal });
    const output = new OutputReader(process.stdout);

    await process.write(Buffer.from('typed\n'));
    await output.until('<typed>');
    await process.write(Buffer.from([3]));

    assert.match(await output.rest(), /caught/);
    assert.deepEqual(await process.exit, { reason: 'exited', code: 9 });
  });

  law('`null` is the end of what is typed', async () => {
    const process = await world.sandbox.spawn(['cat'], { ...ordinary, terminal });

    await process.write(Buffer.from('last line\n'));
    await process.write(null);

    assert.match(await new OutputReader(process.stdout).rest(), /last line/);
    assert.deepEqual(await process.exit, { reason: 'exited', code: 0 });
  });
}
