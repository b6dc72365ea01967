import assert from 'node:assert/strict';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { OutputReader } from './output-reader.ts';

const ordinary = { timeoutMs: 50_000 };

/** `Workspace.attach`: a process outlives whoever started it. */
export function attachLaws(law: Law, world: ContractWorld): void {
  law('attach takes a running process up at the byte that is asked for', async () => {
    const script = 'printf 0123456789; printf abcdef >&2; read -r line; printf "$line"';
    const first = await world.sandbox.spawn(['bash', '-c', script], { ...ordinary, stdin: 'open' });
    await Promise.all([
      new OutputReader(first.stdout).until('0123456789'),
      new OutputReader(first.stderr).until('abcdef'),
    ]);

    const again = await world.sandbox.attach(first.id, { stdout: 4, stderr: 2 });
    const output = new OutputReader(again.stdout);
    await output.until('456789');
    await again.write(Buffer.from('end\n'));

    assert.equal(again.id, first.id);
    assert.equal(await output.rest(), '456789end');
    assert.equal(await new OutputReader(again.stderr).rest(), 'cdef');
    assert.deepEqual(await again.exit, { reason: 'exited', code: 0 });
  });

  law('attach gives output and exit of a process that has ended', async () => {
    const first = await world.sandbox.spawn(['bash', '-c', 'echo done; exit 4'], ordinary);
    await Promise.all([new OutputReader(first.stdout).rest(), new OutputReader(first.stderr).rest(), first.exit]);

    const again = await world.sandbox.attach(first.id);

    assert.equal(await new OutputReader(again.stdout).rest(), 'done\n');
    assert.deepEqual(await again.exit, { reason: 'exited', code: 4 });
  });

  law('attach refuses a process that the box does not know', async () => {
    for (const id of ['no-such-process', '', '../../etc', '999999999']) {
      await assertFault(() => world.sandbox.attach(id), { ran: 'no' });
    }
  });

  law('attach refuses output that the box no longer has', async () => {
    const flood = await world.sandbox.spawn(['head', '-c', '64M', '/dev/zero'], ordinary);
    await Promise.all([flood.stdout.pipeTo(new WritableStream()), flood.stderr.pipeTo(new WritableStream())]);
    await flood.exit;

    await assertFault(() => world.sandbox.attach(flood.id, { stdout: 0, stderr: 0 }), { ran: 'no' });
  });

  law('a process goes on over a change of the host process, and the next one attaches to it', async () => {
    const script = 'echo $$ before; until [ -e go ]; do sleep 0.02; done; echo after; exit 6';
    await world.sandbox.files.remove('go');
    const first = await world.sandbox.spawn(['bash', '-c', script], ordinary);
    const before = await new OutputReader(first.stdout).until('before\n');

    await world.reopen();
    const again = await world.sandbox.attach(first.id, { stdout: before.length, stderr: 0 });
    await world.sandbox.files.write('go', '');

    assert.equal(await new OutputReader(again.stdout).rest(), 'after\n');
    assert.deepEqual(await again.exit, { reason: 'exited', code: 6 });
    assert.equal(await new OutputReader((await world.sandbox.attach(first.id)).stdout).rest(), `${before}after\n`);
  });

  law('a deadline holds although the host process that set it is gone', async () => {
    const first = await world.sandbox.spawn(['bash', '-c', 'echo up; sleep 9875'], { timeoutMs: 3000 });
    await new OutputReader(first.stdout).until('up');

    await world.reopen();
    const again = await world.sandbox.attach(first.id);

    assert.deepEqual(await again.exit, { reason: 'timeout' });
  });
}
