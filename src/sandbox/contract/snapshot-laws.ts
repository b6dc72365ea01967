import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Available, SnapshotInfo } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { OutputReader } from './output-reader.ts';
import { worksOrUnsupported } from './works-or-unsupported.ts';

const ordinary = { timeoutMs: 30_000 };
const never = new AbortController().signal;

/** `Sandbox.snapshot` and `Sandbox.fork`. */
export function snapshotLaws(law: Law, world: ContractWorld): void {
  law('a snapshot keeps the workspace as it was, and the sandbox goes on', async () => {
    await worksOrUnsupported(copies(world), async () => {
      await using sandbox = await world.create();
      await sandbox.exec('mkdir a && echo kept > a/file && chmod 700 a/file && ln -s a/file link', ordinary);
      const process = await sandbox.spawn(['cat'], { ...ordinary, stdin: 'open' });

      const snapshot = await sandbox.snapshot();
      await sandbox.exec('echo later > a/file; touch more', ordinary);

      const workspace = { kind: 'snapshot', id: snapshot.id } as const;
      await using copy = await world.create({ workspace });
      const { stdout } = await copy.exec('cat link; stat -c %a a/file; ls', ordinary);
      assert.equal(stdout, 'kept\n700\na\nlink\n');
      assert.equal((await copy.info()).storage, 'disk');
      await process.write(Buffer.from('still here'));
      await process.write(null);
      assert.equal(await new OutputReader(process.stdout).rest(), 'still here');
      await world.provider.destroySnapshot(snapshot.id);
    });
  });

  law('a snapshot is listed with its limits and its size, outlives its sandbox, and is destroyed once', async () => {
    await worksOrUnsupported(copies(world), async () => {
      const sandbox = await world.create();
      await sandbox.files.write('kept', 'as it was');
      const snapshot = await sandbox.snapshot();
      await sandbox.destroy();

      await world.reopen();
      const found = (await snapshots(world)).find(({ id }) => id === snapshot.id);
      assert.deepEqual(found, snapshot);
      assert.ok(snapshot.bytes > 0 && !Number.isNaN(snapshot.createdAt.getTime()));
      const { workspaceMiB, workspaceInodes } = world.spec().limits;
      assert.deepEqual([snapshot.workspaceMiB, snapshot.workspaceInodes], [workspaceMiB, workspaceInodes]);
      const workspace = { kind: 'snapshot', id: snapshot.id } as const;
      await using copy = await world.create({ workspace });

      await world.provider.destroySnapshot(snapshot.id);
      await world.provider.destroySnapshot(snapshot.id);

      assert.ok(!(await snapshots(world)).some(({ id }) => id === snapshot.id));
      await assertFault(() => world.create({ workspace }), { code: 'gone', ran: 'no' });
      assert.equal((await copy.exec('cat kept', ordinary)).stdout, 'as it was');
    });
  });

  law('destroying a snapshot that does not exist is done already, whatever its id looks like', async () => {
    for (const id of [randomUUID(), '', '.', '../..', '/etc/passwd', 'x\0y']) {
      await world.provider.destroySnapshot(id);
    }
  });

  law('copies of one snapshot know nothing of one another', async () => {
    await worksOrUnsupported(copies(world), async () => {
      await using sandbox = await world.create();
      await sandbox.files.write('file', 'first');
      const { id } = await sandbox.snapshot();
      await using one = await world.create({ workspace: { kind: 'snapshot', id } });
      await using two = await world.create({ workspace: { kind: 'snapshot', id } });

      await one.exec('echo one > file; touch mine', ordinary);

      assert.equal((await two.exec('cat file; ls', ordinary)).stdout, 'firstfile\n');
      await world.provider.destroySnapshot(id);
    });
  });

  law('a fork has a copy of the workspace, and from then on neither sees the other', async () => {
    await worksOrUnsupported(copies(world), async () => {
      await using parent = await world.create({ env: { COLOUR: 'teal' }, labels: { family: 'one' } });
      await parent.files.write('file', 'common');
      const process = await parent.spawn(['cat'], { ...ordinary, stdin: 'open' });

      await using child = await parent.fork(never);
      await child.files.write('file', 'of the child');
      await parent.files.write('more', 'of the parent');

      assert.notEqual(child.id, parent.id);
      assert.equal((await child.exec('cat file; ls; echo $COLOUR', ordinary)).stdout, 'of the childfile\nteal\n');
      assert.equal((await parent.exec('cat file', ordinary)).stdout, 'common');
      assert.deepEqual((await child.info()).labels, (await parent.info()).labels);
      await process.write(null);
      assert.deepEqual(await process.exit, { reason: 'exited', code: 0 });
    });
  });

  law('a fork outlives its parent', async () => {
    await worksOrUnsupported(copies(world), async () => {
      const parent = await world.create();
      await parent.files.write('file', 'common');
      await using child = await parent.fork(never);

      await parent.destroy();

      assert.equal((await child.exec('cat file', ordinary)).stdout, 'common');
    });
  });

  for (const depth of ['freeze', 'hibernate', 'archive'] as const) {
    law(`a sandbox can be forked and kept after it was paused: ${depth}`, async () => {
      await worksOrUnsupported(copies(world), async () => {
        await using parent = await world.create();
        await parent.files.write('file', 'common');
        await parent.pause(depth);

        await using child = await parent.fork(never);
        const { id } = await parent.snapshot();

        assert.equal((await child.exec('cat file', ordinary)).stdout, 'common');
        assert.equal((await parent.exec('cat file', ordinary)).stdout, 'common');
        await world.provider.destroySnapshot(id);
      });
    });
  }

  law('a fork that is aborted leaves nothing', async () => {
    await worksOrUnsupported(copies(world), async () => {
      await using parent = await world.create();
      await (await parent.fork(never)).destroy();
      const before = (await world.infos()).length;

      for (const signal of [
        AbortSignal.abort(new Error('not wanted')),
        AbortSignal.timeout(5),
        AbortSignal.timeout(50),
      ]) {
        await parent.fork(signal).then(
          (child) => child.destroy(),
          (error: unknown) => assert.equal(error, signal.reason),
        );
      }

      assert.equal((await world.infos()).length, before);
    });
  });

  law('a workspace in memory is neither kept nor forked, and says so', async () => {
    await using sandbox = await world.create({ workspace: { kind: 'new', storage: 'memory' } });

    await assertFault(() => sandbox.snapshot(), { code: 'unsupported', ran: 'no' });
    await assertFault(() => sandbox.fork(never), { code: 'unsupported', ran: 'no' });
    assert.equal((await sandbox.exec('echo alive', ordinary)).stdout, 'alive\n');
  });
}

function copies(world: ContractWorld): Available {
  const kept = world.keepsDisk();
  return kept.available ? world.capabilities.snapshot : kept;
}

async function snapshots(world: ContractWorld): Promise<readonly SnapshotInfo[]> {
  return await Array.fromAsync(world.provider.listSnapshots());
}
