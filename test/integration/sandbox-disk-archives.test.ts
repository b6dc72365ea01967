import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asBox, asRoot, diskDirectory, hasLoopDevices } from '../support/disk-for-tests.ts';

const size = { mib: 256, inodes: 5000 };

describe.skipIf(!hasLoopDevices)(
  'an archived workspace (skipped without root and loop devices)',
  { timeout: 240_000 },
  () => {
    test('comes back byte for byte, and takes little while it is away', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      const { workspace } = await furnished(disk);
      const before = await fingerprint(workspace);

      await disk.archive('box');
      await disk.archive('box');

      const [entry] = await disk.list();
      expect(entry).toMatchObject({ id: 'box', state: 'archived', ...size });
      expect(entry?.bytes).toBeLessThan(8 * 2 ** 20);
      await expect(disk.attach('box')).rejects.toMatchObject({ code: 'conflict', nextAction: expect.any(String) });
      await expect(disk.create('box', size)).rejects.toMatchObject({ code: 'conflict' });

      await disk.restore('box');
      await disk.restore('box');

      expect(await fingerprint((await disk.attach('box')).workspace)).toBe(before);
      expect(await readdir(join(directory.path, 'archives'))).toEqual(['partial']);
      await disk.detach('box');
      const [image = ''] = await readdir(join(directory.path, 'pool/images'));
      const { blocks, size: bytes } = await stat(join(directory.path, 'pool/images', image));
      expect(blocks * 512).toBeLessThan(bytes / 4);
      await asRoot('/sbin/fsck.ext4', '-f', '-n', join(directory.path, 'pool/images', image));
    });

    test.for(['with changed bytes', 'cut short', 'that is something else'])(
      '%s is kept and said to be damaged',
      async (damage) => {
        await using directory = await diskDirectory();
        await using disk = await directory.open();
        await furnished(disk);
        await disk.archive('box');
        const archive = await onlyArchive(directory.path);
        const good = await readFile(archive);
        if (damage === 'cut short') await truncate(archive, good.length - 20);
        if (damage === 'with changed bytes')
          await writeFile(archive, good.with(good.length >> 1, (good.at(good.length >> 1) ?? 0) ^ 255));
        if (damage === 'that is something else') await writeFile(archive, 'something else');

        await expect(disk.restore('box')).rejects.toMatchObject({
          code: 'failed',
          message: expect.stringContaining('damaged'),
          nextAction: expect.stringContaining(archive),
        });

        expect(await disk.list()).toMatchObject([{ id: 'box', state: 'archived' }]);
        expect(await readdir(join(directory.path, 'pool/partial'))).toEqual([]);
        await writeFile(archive, good);
        await disk.restore('box');
        await disk.attach('box');
      },
    );

    test('can be removed', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await furnished(disk);
      await disk.archive('box');

      await disk.remove('box');

      expect(await disk.list()).toEqual([]);
      expect(await readdir(join(directory.path, 'archives'))).toEqual(['partial']);
    });
  },
);

async function furnished(disk: Awaited<ReturnType<Awaited<ReturnType<typeof diskDirectory>>['open']>>) {
  await disk.create('box', size);
  const folders = await disk.attach('box');
  await asBox(folders.workspace, 'mkdir -p a/b && seq 200000 >a/b/numbers && head -c 3000000 /dev/urandom >noise');
  await asBox(
    folders.workspace,
    "ln -s a link && ln noise twin && truncate -s 100M sparse && touch $'odd\\nname' && chmod 700 a",
  );
  return folders;
}

const fingerprint = (workspace: string) =>
  asBox(
    workspace,
    'find . -printf "%p %y %m %s %T@ %l\\n" | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum',
  );

async function onlyArchive(directory: string): Promise<string> {
  const names = await readdir(join(directory, 'archives'));
  return join(directory, 'archives', names.find((name) => name.endsWith('.zst')) ?? 'none');
}
