import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../src/sandbox/disk/disk.ts';
import { asBox, asRoot, diskDirectory, hasLoopDevices, hostDisk } from '../support/disk-for-tests.ts';

const size = { mib: 64, inodes: 1000 };

describe.skipIf(!hasLoopDevices)(
  'room on the disk (skipped without root and loop devices)',
  { timeout: 240_000 },
  () => {
    test('is refused, with figures, once the pool could not hold all that was promised; all of it can be filled', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open({ maxBytes: 2 ** 30 });

      const ids = await createUntilRefused(disk, /GiB would be promised of the 0\.\d\d GiB/);

      expect(ids.length).toBeGreaterThanOrEqual(5);
      for (const id of ids) await fill(disk, id);
      expect(await disk.usage()).toMatchObject({ hostFreeBytes: expect.any(Number) });
      const { usedBytes, totalBytes } = await disk.usage();
      expect(usedBytes).toBeGreaterThan(ids.length * 64 * 2 ** 20);
      expect(usedBytes).toBeLessThan(totalBytes);
    });

    test('is kept for what clones share and may come to write apart', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open({ maxBytes: 2 ** 30 });
      await disk.create('first', size);
      await fill(disk, 'first');
      await disk.snapshot('first', 'kept');

      const ids = await createUntilRefused(disk, /would be promised/, (id) =>
        disk.cloneFrom(id, 'kept').then(() => undefined),
      );

      for (const id of ['first', ...ids]) await fill(disk, id);
      await disk.cloneFrom('again', 'kept').catch(() => undefined);
      await expect(disk.fork('first', 'fork')).rejects.toMatchObject({ code: 'no-space', ran: 'no' });
    });

    test('runs out on the host before the pool: refused with figures, and every living workspace can be filled', async () => {
      await using host = await hostDisk(800);
      await using directory = await diskDirectory(host.path);
      await using disk = await directory.open({ maxBytes: 2 ** 33, reserveBytes: 100 * 2 ** 20 });

      const ids = await createUntilRefused(
        disk,
        /could still be written to the host's disk, where 0\.\d\d GiB are free, of which 0\.10 GiB stay free/,
      );

      expect(ids.length).toBeGreaterThanOrEqual(2);
      for (const id of ids) await fill(disk, id);
      const { bavail, bsize } = await statfs(host.path);
      expect(bavail * bsize).toBeGreaterThanOrEqual(90 * 2 ** 20);
      const filler = bavail * bsize - 120 * 2 ** 20;
      await asRoot('/usr/bin/fallocate', `--length=${filler}`, join(host.path, 'filler'));
      await expect(disk.archive(ids[0] ?? '')).rejects.toMatchObject({ code: 'no-space' });
      expect(await disk.list()).toContainEqual(expect.objectContaining({ id: ids[0], state: 'detached' }));
    });

    test('that others take on the host harms nothing that is on the disk already', async () => {
      await using host = await hostDisk(800);
      await using directory = await diskDirectory(host.path);
      {
        await using disk = await directory.open({ maxBytes: 2 ** 30 });
        await disk.create('box', size);
        await asBox(
          (await disk.attach('box')).workspace,
          'head -c 30M /dev/urandom >kept && sha256sum kept >sum && sync',
        );
        await asRoot('/bin/sh', '-c', `head -c 1G /dev/zero >${host.path}/filler; true`);

        await expect(disk.create('other', size)).rejects.toMatchObject({ code: 'no-space' });
        await asBox((await disk.attach('box')).workspace, 'sha256sum --check sum');
        await asBox((await disk.attach('box')).workspace, 'head -c 30M /dev/urandom >lost; sync').catch(
          () => undefined,
        );
        await rm(join(host.path, 'filler'));
      }

      await using disk = await directory.open({ maxBytes: 2 ** 30 });

      await asBox(
        (await disk.attach('box')).workspace,
        'sha256sum --check sum && head -c 20M /dev/urandom >more && sync',
      );
    });

    test('comes back when workspaces are emptied or removed', async () => {
      await using host = await hostDisk(800);
      await using directory = await diskDirectory(host.path);
      await using disk = await directory.open({ maxBytes: 2 ** 30 });
      const pool = join(directory.path, 'pool.img');
      await disk.create('box', { ...size, mib: 200 });
      const { workspace } = await disk.attach('box');
      const before = (await stat(pool)).blocks;

      await asBox(workspace, 'head -c 150M /dev/urandom >big && sync');
      const filled = (await stat(pool)).blocks;
      await asBox(workspace, 'rm big');
      await asRoot('/bin/sync', '--file-system', workspace);
      await asRoot('/bin/sync', '--file-system', join(directory.path, 'pool'));

      expect(filled - before).toBeGreaterThan(140 * 2048);
      await expect.poll(async () => (await stat(pool)).blocks - before, { timeout: 20_000 }).toBeLessThan(40 * 2048);
    });

    test('is there twice with an over-commitment of two', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open({ maxBytes: 2 ** 30, overcommit: 2 });

      const ids = await createUntilRefused(disk, /would be promised/);

      expect(ids.length).toBeGreaterThanOrEqual(12);
    });

    test('grows with the setting', async () => {
      await using directory = await diskDirectory();
      const totalOf = async (maxBytes: number) => {
        await using disk = await directory.open({ maxBytes });
        return (await disk.usage()).totalBytes;
      };

      expect(await totalOf(2 ** 30)).toBeLessThan(2 ** 30);
      expect(await totalOf(2 ** 31)).toBeGreaterThan(2 ** 30);
      expect(await totalOf(2 ** 30)).toBeGreaterThan(2 ** 30);
    });
  },
);

describe.skipIf(!hasLoopDevices)(
  'a directory that can clone files itself (skipped without root and loop devices)',
  { timeout: 240_000 },
  () => {
    test('is used as it is, and keeps the same rules', async () => {
      await using host = await hostDisk(1000, 'xfs');
      await using directory = await diskDirectory(host.path);
      await using disk = await directory.open({ maxBytes: 600 * 2 ** 20 });
      await disk.create('box', size);
      await asBox((await disk.attach('box')).workspace, 'echo kept >file');

      await disk.fork('box', 'fork');
      await disk.archive('fork');
      await disk.restore('fork');

      expect(await asBox((await disk.attach('fork')).workspace, 'cat file')).toBe('kept\n');
      expect(await readdir(directory.path)).not.toContain('pool.img');
      const ids = await createUntilRefused(disk, /would be promised of the 0\.59 GiB/);
      for (const id of ids) await fill(disk, id);
    });
  },
);

/** The ids of what could be made before there was no room any more. */
async function createUntilRefused(disk: Disk, figures: RegExp, create = (id: string) => disk.create(id, size)) {
  const ids: string[] = [];
  for (;;) {
    const id = `box-${ids.length}`;
    const refusal = await create(id).catch((error: unknown) => error);
    if (refusal === undefined) {
      ids.push(id);
      continue;
    }
    expect(refusal).toMatchObject({
      code: 'no-space',
      ran: 'no',
      message: expect.stringMatching(figures),
      nextAction: expect.any(String),
    });
    return ids;
  }
}

async function fill(disk: Disk, id: string): Promise<void> {
  await asBox((await disk.attach(id)).workspace, 'rm -f full && head -c 63M /dev/urandom >full && sync full');
}
