import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { asBox, asRoot, diskDirectory, hasLoopDevices } from '../support/disk-for-tests.ts';

const size = { mib: 32, inodes: 1000 };
const hasXfsIo = await exists('/usr/sbin/xfs_io');
const hasEngine = await exists('/var/run/docker.pid');

describe.skipIf(!(hasLoopDevices && hasXfsIo))(
  'a pool that met an I/O error (skipped without root, loop devices or xfs_io)',
  { timeout: 240_000 },
  () => {
    test('says so, and what to do', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('box', size);
      await disk.attach('box');

      await breakPool(directory.path);

      const broken = {
        name: 'SandboxFault',
        message: expect.stringContaining('I/O error'),
        nextAction: expect.any(String),
      };
      await expect(disk.create('other', size)).rejects.toMatchObject(broken);
      await expect(disk.fork('box', 'other')).rejects.toMatchObject(broken);
      await expect(disk.snapshot('box', 'kept')).rejects.toMatchObject(broken);
      await expect(disk.list()).rejects.toMatchObject(broken);
      await expect(disk.usage()).rejects.toMatchObject(broken);
    });

    test('is repaired when it is opened again, and has what was durable', async () => {
      await using directory = await diskDirectory();
      {
        await using disk = await directory.open();
        await disk.create('box', size);
        await asBox((await disk.attach('box')).workspace, 'echo kept >file');
        await disk.snapshot('box', 'kept');
        await breakPool(directory.path);
      }

      await using disk = await directory.open();

      await disk.cloneFrom('copy', 'kept');
      expect(await asBox((await disk.attach('copy')).workspace, 'cat file')).toBe('kept\n');
      expect(await disk.list()).toMatchObject([{ id: 'box' }, { id: 'copy' }]);
    });

    test('is not repaired under a container that uses it: it says which steps come first', async () => {
      await using directory = await diskDirectory();
      await using container = await somethingThatUses(async () => {
        await using disk = await directory.open();
        await disk.create('box', size);
        const { workspace } = await disk.attach('box');
        return await spawnIn(workspace);
      });
      await breakPool(directory.path);

      await expect(directory.open()).rejects.toMatchObject({
        name: 'SandboxFault',
        message: expect.stringContaining('I/O error'),
        nextAction: expect.stringContaining('end the containers'),
      });

      await container.end();
      await using _disk = await directory.open();
    });
  },
);

describe.skipIf(!hasLoopDevices)(
  'where workspaces on disk cannot be (skipped without root and loop devices)',
  { timeout: 240_000 },
  () => {
    test('a process that is not root is told so', async () => {
      await using directory = await diskDirectory();

      const said = await openDiskAs(directory.path, [
        '/usr/bin/setpriv',
        '--reuid=1000',
        '--regid=1000',
        '--clear-groups',
      ]);

      expect(said).toContain('unsupported: There are no workspaces on disk here: mounting them needs root');
    });

    test.runIf(hasEngine)(
      'a process whose mounts the engine would not see is told so (needs the engine here)',
      async () => {
        await using directory = await diskDirectory();

        const said = await openDiskAs(directory.path, ['/usr/bin/unshare', '--mount']);

        expect(said).toContain('unsupported');
        expect(said).toContain('another mount namespace');
        expect(await openDiskAs(directory.path, ['/usr/bin/env'])).toContain('opened');
      },
    );

    test.for([
      { maxBytes: 2 ** 20 },
      { maxBytes: Number.NaN },
      { reserveBytes: -1 },
      { overcommit: 0.5 },
      { overcommit: Number.NaN },
    ])('the settings %j are refused', async (setting) => {
      await using directory = await diskDirectory();

      await expect(directory.open(setting)).rejects.toMatchObject({ code: 'invalid', ran: 'no' });
    });
  },
);

/** As XFS does by itself when it cannot write. */
async function breakPool(directory: string): Promise<void> {
  await asRoot('/usr/sbin/xfs_io', '-x', '-c', 'shutdown', join(directory, 'pool'));
}

/** What a container does: it has the folder somewhere else, in a mount namespace of its own. */
async function spawnIn(workspace: string) {
  const script = 'mount --bind "$1" /mnt && echo started && read end';
  const process = spawn('/usr/bin/unshare', ['--mount', '/bin/sh', '-c', script, 'sh', workspace]);
  await once(process.stdout, 'data');
  return process;
}

async function somethingThatUses(start: () => ReturnType<typeof spawnIn>) {
  const process = await start();
  const ended = once(process, 'exit');
  const end = async () => {
    process.stdin.end();
    await ended;
  };
  return { end, [Symbol.asyncDispose]: end };
}

async function openDiskAs(directory: string, wrapper: readonly [string, ...string[]]): Promise<string> {
  const script = fileURLToPath(new URL('../support/open-disk-once.ts', import.meta.url));
  const [file, ...args] = [...wrapper, process.execPath, script, directory];
  const child = spawn(file ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return await text(child.stdout);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
