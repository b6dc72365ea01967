import assert from 'node:assert/strict';
import type { Process, Workspace } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { OutputReader } from './output-reader.ts';

const ordinary = { timeoutMs: 30_000 };

/** `Workspace.spawn` and how a process ends. */
export function processLaws(law: Law, world: ContractWorld): void {
  law('a deadline kills the whole process group, and the reason is `timeout`', async () => {
    const result = await world.sandbox.exec(withChild('deadline'), { timeoutMs: 1000 });

    assert.deepEqual([result.ok, result.exit], [false, { reason: 'timeout' }]);
    await childIsGone(world.sandbox, 'deadline');
  });

  law('an aborted signal kills the whole process group, and the reason is `killed`', async () => {
    const controller = new AbortController();
    const options = { ...ordinary, signal: controller.signal };
    const process = await world.sandbox.spawn(['bash', '-c', withChild('aborted')], options);
    await new OutputReader(process.stdout).until('up\n');

    controller.abort();

    assert.deepEqual(await process.exit, { reason: 'killed' });
    await childIsGone(world.sandbox, 'aborted');
  });

  law('a signal that is aborted already lets nothing run', async () => {
    const process = await world.sandbox.spawn(['touch', 'never'], { ...ordinary, signal: AbortSignal.abort() });

    assert.deepEqual(await process.exit, { reason: 'killed' });
    assert.equal(await world.sandbox.files.stat('never'), null);
  });

  law('signals reach the process group, which may catch them', async () => {
    const script = 'trap "echo caught; exit 3" INT; echo up; sleep 60 & wait';
    const process = await world.sandbox.spawn(['bash', '-c', script], ordinary);
    const output = new OutputReader(process.stdout);
    await output.until('up\n');

    await process.kill('SIGINT');

    assert.deepEqual(await process.exit, { reason: 'exited', code: 3 });
    assert.equal(await output.rest(), 'up\ncaught\n');
  });

  law('SIGKILL ends a process that ignores all else, and what it started', async () => {
    const process = await world.sandbox.spawn(['bash', '-c', `trap "" INT TERM; ${withChild('stubborn')}`], ordinary);
    await new OutputReader(process.stdout).until('up\n');

    await process.kill('SIGTERM');
    await process.kill('SIGKILL');

    assert.deepEqual(await process.exit, { reason: 'signaled', signal: 'SIGKILL' });
    await process.kill('SIGKILL');
    await childIsGone(world.sandbox, 'stubborn');
  });

  law('output arrives while the process runs, and open input goes to it until it is closed', async () => {
    const process = await spawnOpen(world.sandbox, [
      'bash',
      '-c',
      'echo first; while read -r line; do echo "<$line>"; done',
    ]);
    const output = new OutputReader(process.stdout);
    await output.until('first\n');

    await process.write(Buffer.from('one\n'));
    await output.until('<one>\n');
    await process.write(Buffer.from('two\n'));
    await process.write(null);

    assert.deepEqual(await process.exit, { reason: 'exited', code: 0 });
    assert.equal(await output.rest(), 'first\n<one>\n<two>\n');
  });

  law('a write waits while the process does not read', async () => {
    const script = 'until [ -e go ]; do sleep 0.01; done; wc -c';
    const process = await spawnOpen(world.sandbox, ['bash', '-c', script]);
    const written = process.write(new Uint8Array(32 * 1024 * 1024)).then(() => 'written');

    assert.equal(await Promise.race([written, world.sandbox.exec('true', ordinary).then(() => 'waits')]), 'waits');
    await world.sandbox.files.write('go', '');
    await written;
    await process.write(null);

    assert.equal((await new OutputReader(process.stdout).rest()).trim(), String(32 * 1024 * 1024));
  });

  law('a process without open input or a terminal takes none', async () => {
    const process = await world.sandbox.spawn(['sleep', '60'], ordinary);

    await assertFault(() => process.write(Buffer.from('x')));
    await assertFault(() => process.resize({ columns: 10, rows: 10 }));

    await process.kill('SIGKILL');
    await process.exit;
  });

  law('processes have ids of their own', async () => {
    const processes = await Promise.all([1, 2, 3].map(() => world.sandbox.spawn(['true'], ordinary)));

    assert.equal(new Set(processes.map(({ id }) => id)).size, 3);
    await Promise.all(processes.map(({ exit }) => exit));
  });

  law('a process that takes more memory than there is ends with `oom`, or with the box as `lost`', async () => {
    await using sandbox = await world.create();

    const { exit } = await sandbox.exec(['tail', '/dev/zero'], { timeoutMs: 50_000 });

    assert.ok(exit.reason === 'oom' || exit.reason === 'lost', JSON.stringify(exit));
    if (exit.reason === 'oom') assert.equal((await sandbox.exec('echo alive', ordinary)).stdout, 'alive\n');
  });
}

/** A script that starts a child in its process group, writes down which, and waits for it. */
function withChild(name: string): string {
  return `sleep 9876 & echo $! > ${name}.pid; echo up; wait`;
}

async function childIsGone(workspace: Workspace, name: string): Promise<void> {
  const { exit } = await workspace.exec(`while kill -0 "$(cat ${name}.pid)"; do sleep 0.02; done`, ordinary);
  assert.deepEqual(exit, { reason: 'exited', code: 0 });
}

function spawnOpen(workspace: Workspace, argv: readonly string[]): Promise<Process> {
  return workspace.spawn(argv, { ...ordinary, stdin: 'open' });
}
