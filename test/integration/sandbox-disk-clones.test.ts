import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asBox, asRoot, diskDirectory, hasLoopDevices } from '../support/disk-for-tests.ts';

const size = { mib: 256, inodes: 40_000 };

describe.skipIf(!hasLoopDevices)(
  'clones of a workspace on disk (skipped without root and loop devices)',
  { timeout: 240_000 },
  () => {
    test('a fork and its parent go their own ways', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('parent', size);
      const parent = await disk.attach('parent');
      await asBox(parent.workspace, 'echo first >file');
      await asBox(parent.home, 'echo tool >config');

      expect(await disk.fork('parent', 'child')).toEqual(size);
      const child = await disk.attach('child');
      await asBox(child.workspace, 'echo child >file');
      await asBox(parent.workspace, 'echo parent >file');

      expect(await asBox(parent.workspace, 'cat file')).toBe('parent\n');
      expect(await asBox(child.workspace, 'cat file')).toBe('child\n');
      expect(await asBox(child.home, 'cat config')).toBe('tool\n');
    });

    test.for(['attached', 'detached'])('a snapshot of an %s workspace keeps it as it was', async (state) => {
      await using directory = await diskDirectory();
      await using disk = await directory.open({ now: () => new Date('2030-01-02T03:04:05Z') });
      await disk.create('box', size);
      const { workspace } = await disk.attach('box');
      await asBox(workspace, 'echo before >file');
      if (state === 'detached') await disk.detach('box');

      const snapshot = await disk.snapshot('box', 'kept');
      await asBox((await disk.attach('box')).workspace, 'echo after >file');
      await disk.remove('box');
      await disk.cloneFrom('copy', 'kept');

      expect(await asBox((await disk.attach('copy')).workspace, 'cat file')).toBe('before\n');
      expect(snapshot).toEqual({
        id: 'kept',
        createdAt: new Date('2030-01-02T03:04:05Z'),
        workspaceMiB: 256,
        workspaceInodes: 40_000,
        bytes: expect.any(Number),
      });
      expect(await disk.listSnapshots()).toEqual([snapshot]);
      await disk.removeSnapshot('kept');
      await disk.removeSnapshot('kept');
      expect(await disk.listSnapshots()).toEqual([]);
    });

    test('20,000 files that are replaced all the time are each whole, old or new, in a clone', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('busy', size);
      const { workspace } = await disk.attach('busy');
      await asBox(
        workspace,
        'mkdir {1..20} && for d in {1..20}; do for f in {1..1000}; do echo 1 1 1 >$d/$f; done; done',
      );
      const unfrozen = join(directory.path, 'pool/unfrozen');
      {
        await using _writer = await replacingFiles(workspace);
        await disk.fork('busy', 'fork');
        await disk.snapshot('busy', 'kept');
        await asRoot('/bin/cp', '--reflink=always', await imageOf(directory.path, 'images', 'busy'), unfrozen);
      }

      const copy = (await disk.attach('fork')).workspace;
      const contents = await asBox(copy, "find . -type f ! -name '*.new' -exec cat {} + | sort | uniq --count");
      expect(
        contents
          .trim()
          .split('\n')
          .every((line) => /^ *\d+ (\d+) \1 \1$/.test(line)),
      ).toBe(true);
      expect(await asBox(copy, "find . -type f ! -name '*.new' | wc --lines")).toBe('20000\n');
      await disk.detach('fork');
      await expectWhole(await imageOf(directory.path, 'images', 'fork'));
      await expectWhole(await imageOf(directory.path, 'snapshots', 'kept'));
      await expect(expectWhole(unfrozen)).rejects.toThrow('needs_recovery');
    });

    test('a snapshot that fails leaves the workspace writable and nothing behind', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('box', size);
      const { workspace } = await disk.attach('box');
      await asRoot('/bin/mount', '--bind', '-o', 'ro', join(directory.path, 'pool'), join(directory.path, 'pool'));

      await expect(disk.snapshot('box', 'kept')).rejects.toMatchObject({ name: 'SandboxFault' });
      await asRoot('/bin/umount', join(directory.path, 'pool'));

      await asBox(workspace, 'echo goes on >file && sync file');
      expect(await disk.listSnapshots()).toEqual([]);
      expect(await readdir(join(directory.path, 'pool/partial'))).toEqual([]);
      await disk.snapshot('box', 'kept');
    });

    test('links in a workspace are never followed by the host', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      const secret = join(directory.path, 'secret');
      await writeFile(secret, 'of the host');
      await disk.create('box', size);
      const { workspace, home } = await disk.attach('box');
      await asBox(workspace, `ln -s ${secret} link && ln -s / root && mkdir deep && ln -s ${directory.path} deep/x`);
      await asBox(home, `ln -s ${directory.path} .cache`);
      await expect(
        asBox(workspace, 'rmdir ../workspace || mv ../workspace ../other || ln -s / ../x'),
      ).rejects.toThrow();

      await disk.snapshot('box', 'kept');
      await disk.cloneFrom('copy', 'kept');
      await disk.archive('box');
      await disk.restore('box');
      await disk.remove('box');
      await disk.remove('copy');

      expect(await readFile(secret, 'utf8')).toBe('of the host');
    });

    test('what there is not, and what there is already, is told apart', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('box', size);
      await disk.snapshot('box', 'kept');

      await expect(disk.create('box', size)).rejects.toMatchObject({ code: 'conflict', ran: 'no' });
      await expect(disk.create('box', { ...size, mib: 64 })).rejects.toMatchObject({ code: 'conflict' });
      await expect(disk.cloneFrom('box', 'kept')).rejects.toMatchObject({ code: 'conflict' });
      await expect(disk.fork('box', 'box')).rejects.toMatchObject({ code: 'conflict' });
      await expect(disk.snapshot('box', 'kept')).rejects.toMatchObject({ code: 'conflict' });
      await expect(disk.cloneFrom('other', 'never')).rejects.toMatchObject({ code: 'gone', ran: 'no' });
      await expect(disk.fork('never', 'other')).rejects.toMatchObject({ code: 'gone' });
      await expect(disk.attach('never')).rejects.toMatchObject({ code: 'gone' });
      await expect(disk.snapshot('never', 'other')).rejects.toMatchObject({ code: 'gone' });
      await expect(disk.archive('never')).rejects.toMatchObject({ code: 'gone' });
      await expect(disk.restore('never')).rejects.toMatchObject({ code: 'gone' });
      await disk.detach('never');
      await disk.remove('never');
    });
  },
);

/** A file system that was never in use, or is frozen, or was unmounted: nothing of it is only in its journal. */
async function expectWhole(image: string): Promise<void> {
  expect(await asRoot('/sbin/dumpe2fs', '-h', image)).not.toContain('needs_recovery');
  await asRoot('/sbin/fsck.ext4', '-f', '-n', image);
}

/** Replaces files of the workspace one after another, as quickly as it can. */
async function replacingFiles(workspace: string) {
  const script = `
    const { renameSync, writeFileSync } = require('node:fs');
    for (let round = 2; ; round++) {
      for (let file = 0; file < 20_000; file++) {
        const path = (1 + (file % 20)) + '/' + (1 + (Math.floor(file / 20)));
        writeFileSync(path + '.new', [round, round, round].join(' ') + '\\n');
        renameSync(path + '.new', path);
        if (file === 999) process.stdout.write('writing');
      }
    }`;
  const writer = spawn(process.execPath, ['-e', script], { cwd: workspace, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(writer, 'exit');
  await once(writer.stdout, 'data');
  writer.stdout.resume();
  return {
    async [Symbol.asyncDispose]() {
      writer.kill('SIGKILL');
      await ended;
    },
  };
}

async function imageOf(directory: string, folder: string, id: string): Promise<string> {
  const names = await readdir(join(directory, 'pool', folder));
  return join(directory, 'pool', folder, names.find((name) => name.startsWith(`${id}.`)) ?? 'none');
}
