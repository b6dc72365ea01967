import assert from 'node:assert/strict';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';

const ordinary = { timeoutMs: 30_000 };

/** `Workspace.exec`: a command's end is data. */
export function execLaws(law: Law, world: ContractWorld): void {
  law('exec keeps standard output and standard error apart', async () => {
    const result = await world.sandbox.exec('echo out; echo err >&2', ordinary);

    assert.deepEqual(result.exit, { reason: 'exited', code: 0 });
    assert.deepEqual([result.ok, result.stdout, result.stderr], [true, 'out\n', 'err\n']);
    assert.deepEqual(result.omittedBytes, { stdout: 0, stderr: 0 });
    assert.ok(result.durationMs >= 0);
  });

  law('exec reports a failing command as a result and throws nothing', async () => {
    const result = await world.sandbox.exec('exit 7', ordinary);

    assert.deepEqual([result.ok, result.exit], [false, { reason: 'exited', code: 7 }]);
  });

  law('exec hands an argument list over as it is, without a shell', async () => {
    const result = await world.sandbox.exec(['printf', '%s|', 'a b', '$HOME', '"', ''], ordinary);

    assert.equal(result.stdout, 'a b|$HOME|"||');
  });

  law('exec says which signal ended a command', async () => {
    const result = await world.sandbox.exec('kill -TERM $$', ordinary);

    assert.deepEqual(result.exit, { reason: 'signaled', signal: 'SIGTERM' });
  });

  law('exec gives a command its input and then the end of it, and without one nothing', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    const stdin = new Blob(['one ', 'two']).stream();

    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    assert.match((await world.sandbox.exec('sha256sum', { ...ordinary, stdin: bytes })).stdout, new RegExp(digest));
    assert.equal((await world.sandbox.exec('cat', { ...ordinary, stdin })).stdout, 'one two');
    assert.equal((await world.sandbox.exec('wc -c', ordinary)).stdout.trim(), '0');
  });

  law('exec runs where it is told, with the environment it is given over that of the spec', async () => {
    await using sandbox = await world.create({ env: { COLOUR: 'teal', SHAPE: 'round' } });
    await sandbox.files.write('below/file', '');
    const script = 'echo "$COLOUR $SHAPE"; pwd; ls';

    const relative = await sandbox.exec(script, { ...ordinary, cwd: 'below', env: { COLOUR: 'plum' } });
    const absolute = await sandbox.exec(script, { ...ordinary, cwd: '/tmp' });

    assert.equal(relative.stdout, `plum round\n${sandbox.cwd}/below\nfile\n`);
    assert.match(absolute.stdout, /^teal round\n\/tmp\n/);
  });

  law('exec keeps head and tail of too much output, and says how many bytes it left out', async () => {
    const result = await world.sandbox.exec('seq 1 200000; echo fine >&2', { ...ordinary, maxBytes: 1000 });

    assert.ok(result.stdout.startsWith('1\n2\n'));
    assert.ok(result.stdout.endsWith('199999\n200000\n'));
    assert.ok(result.stdout.length < 1200);
    assert.deepEqual(result.omittedBytes, { stdout: 1_288_895 - 1000, stderr: 0 });
    assert.equal(result.stderr, 'fine\n');
  });

  law('exec runs many commands at once without mixing them', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));

    const results = await Promise.all(numbers.map((number) => world.sandbox.exec(['echo', number], ordinary)));

    assert.deepEqual(
      results.map(({ stdout }) => stdout.trim()),
      numbers,
    );
  });

  law('exec refuses a program and a folder that are not there, before anything ran', async () => {
    await assertFault(() => world.sandbox.exec(['no-such-program'], ordinary), { ran: 'no' });
    await assertFault(() => world.sandbox.exec('true', { ...ordinary, cwd: 'no/such/folder' }), { ran: 'no' });
  });

  law('exec refuses arguments that nobody could run as invalid', async () => {
    const invalid = { code: 'invalid', ran: 'no' } as const;

    await assertFault(() => world.sandbox.exec([], ordinary), invalid);
    await assertFault(() => world.sandbox.exec(['echo', 'a\0b'], ordinary), invalid);
    await assertFault(() => world.sandbox.exec('true', { ...ordinary, env: { 'A=B': 'c' } }), invalid);
    await assertFault(() => world.sandbox.exec('true', { timeoutMs: Number.NaN }), invalid);
  });

  law('a deadline that has passed already is one', async () => {
    for (const timeoutMs of [0, -1000]) {
      assert.deepEqual((await world.sandbox.exec('sleep 60', { timeoutMs })).exit, { reason: 'timeout' });
    }
  });
}
