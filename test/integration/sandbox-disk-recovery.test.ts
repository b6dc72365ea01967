import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { backingFiles } from '../../src/sandbox/disk/backing-files.ts';
import { readMounts } from '../../src/sandbox/disk/read-mounts.ts';
import { asBox, asRoot, diskDirectory, hasLoopDevices, unmountBelow } from '../support/disk-for-tests.ts';

const size = { mib: 32, inodes: 1000 };

describe.skipIf(!hasLoopDevices)(
  'a disk that is opened again (skipped without root and loop devices)',
  { timeout: 240_000 },
  () => {
    test('has what it had, and nothing of it stays mounted in between', async () => {
      await using directory = await diskDirectory();
      {
        await using disk = await directory.open();
        await disk.create('box', size);
        await asBox((await disk.attach('box')).workspace, 'echo kept >file');
      }
      await expect.poll(() => traces(directory.path), { timeout: 20_000 }).toEqual([]);

      await using disk = await directory.open();

      expect(await disk.list()).toMatchObject([{ id: 'box', state: 'detached', ...size }]);
      expect(await asBox((await disk.attach('box')).workspace, 'cat file')).toBe('kept\n');
    });

    test('is refused while another process has it', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();

      await expect(directory.open()).rejects.toMatchObject({ code: 'conflict', nextAction: expect.any(String) });

      await disk.create('box', size);
    });

    test('has what it had after the machine was started anew', async () => {
      await using directory = await diskDirectory();
      await killed(directory.path, 1);
      // A mount that was under way when its process was killed still comes; no machine that starts anew would see it.
      const traceless = async () => {
        await unmountBelow(directory.path);
        return await traces(directory.path);
      };
      await expect.poll(traceless, { timeout: 20_000 }).toEqual([]);

      await using disk = await directory.open();

      expect((await disk.list()).length).toBeGreaterThan(0);
      for (const { id, state } of await disk.list()) {
        if (state === 'archived') await disk.restore(id);
        await asBox((await disk.attach(id)).workspace, 'echo goes on >file');
      }
    });

    test('is as it was when its process was killed, wherever that was, and cleans up what was half done', async () => {
      await using directory = await diskDirectory();

      for (const lines of [1, 2, 3, 1, 2, 3]) {
        const said = await killed(directory.path, lines);
        await using disk = await directory.open();

        const ids = (await disk.list()).map(({ id }) => id);
        const snapshots = (await disk.listSnapshots()).map(({ id }) => id);
        for (const line of said) {
          const [word, id = ''] = line.split(' ');
          expect([...ids, ...snapshots].includes(id)).toBe(word === 'kept');
        }
        expect(await readdir(join(directory.path, 'pool/partial'))).toEqual([]);
        expect(await readdir(join(directory.path, 'archives/partial'))).toEqual([]);
        for (const { id, state } of await disk.list()) {
          if (state === 'archived') await disk.restore(id);
          await asBox((await disk.attach(id)).workspace, 'echo goes on >file && sync file');
          await disk.remove(id);
        }
        expect(await disk.list()).toEqual([]);
      }
      await expect.poll(() => traces(directory.path), { timeout: 20_000 }).toEqual([]);
    });

    test('thaws what a killed process left frozen', async () => {
      await using directory = await diskDirectory();
      await killed(directory.path, 1, 'attach-only');
      const mount = join(directory.path, 'mounts/attached');
      await asRoot('/sbin/fsfreeze', '--freeze', mount);

      await using _disk = await directory.open();

      await asBox(join(mount, 'workspace'), 'echo goes on >file && sync file');
    });

    test('frees loop devices and mounts that belong to no workspace, and touches nothing outside', async () => {
      await using directory = await diskDirectory();
      await using outside = await diskDirectory();
      await using other = await outside.open();
      await other.create('box', size);
      await other.attach('box');
      {
        await using disk = await directory.open();
        await disk.create('box', size);
        await disk.attach('box');
        await disk.create('other', size);
        await asRoot('/sbin/losetup', '--find', await imageOf(directory.path, 'other'));
        await asRoot('/bin/mount', '-t', 'tmpfs', 'tmpfs', join(directory.path, 'mounts/box'));
      }
      await writeFile(join(directory.path, 'pool/partial/half'), 'half a file').catch(() => undefined);

      await using disk = await directory.open();

      expect(await disk.list()).toMatchObject([{ state: 'detached' }, { state: 'detached' }]);
      expect(
        (await traces(directory.path)).filter((path) => !path.endsWith('/pool') && !path.endsWith('/pool.img')),
      ).toEqual([]);
      expect(await other.list()).toMatchObject([{ id: 'box', state: 'attached' }]);
    });

    test('leaves a workspace to the container that uses it, and finds it in use', async () => {
      await using directory = await diskDirectory();
      let container: ChildProcess;
      {
        await using disk = await directory.open();
        await disk.create('box', size);
        const { workspace } = await disk.attach('box');
        await asBox(workspace, 'echo kept >file');
        const script = 'mount --bind "$1" /mnt && echo started && read end';
        container = spawn('/usr/bin/unshare', ['--mount', '/bin/sh', '-c', script, 'sh', workspace]);
        await once(container.stdout ?? container, 'data');
      }
      await using disk = await directory.open();

      expect(await disk.list()).toMatchObject([{ id: 'box', state: 'attached' }]);
      expect(await asBox((await disk.attach('box')).workspace, 'cat file')).toBe('kept\n');
      await disk.snapshot('box', 'kept');
      await expect(disk.detach('box')).rejects.toMatchObject({ code: 'conflict' });
      container.stdin?.end();
      await once(container, 'exit');

      await disk.detach('box');
      expect(await disk.list()).toMatchObject([{ id: 'box', state: 'detached' }]);
    });
  },
);

/** Starts the work and kills its process at some moment after it has said so many lines; returns what it had said. */
async function killed(directory: string, lines: number, ...args: readonly string[]): Promise<readonly string[]> {
  const script = fileURLToPath(new URL('../support/drive-disk.ts', import.meta.url));
  const child = spawn(process.execPath, [script, directory, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => {
    said.push(line);
    if (said.length === lines) void wait(Math.random() * 300).then(() => child.kill('SIGKILL'));
  });
  await Promise.all([once(child, 'exit'), once(reader, 'close')]);
  return said;
}

/** Mounts and loop devices below a directory. */
async function traces(directory: string): Promise<readonly string[]> {
  return [...(await readMounts()), ...(await backingFiles())].filter((path) => path.startsWith(`${directory}/`));
}

async function imageOf(directory: string, id: string): Promise<string> {
  const images = join(directory, 'pool/images');
  return join(images, (await readdir(images)).find((name) => name.startsWith(`${id}.`)) ?? 'none');
}
