import { statfs } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { asBox, asRoot, diskDirectory, hasLoopDevices } from '../support/disk-for-tests.ts';

describe.skipIf(!hasLoopDevices)(
  'a workspace on disk (skipped without root and loop devices)',
  { timeout: 240_000 },
  () => {
    test.for([
      { mib: 16, inodes: 100 },
      { mib: 64, inodes: 70_000 },
      { mib: 2048, inodes: 200_000 },
    ])('has exactly $mib MiB and $inodes inodes free', async (size) => {
      await using directory = await diskDirectory();
      await using disk = await directory.open({ maxBytes: 2 ** 33 });

      await disk.create('box', size);
      const { workspace } = await disk.attach('box');

      const { bavail, bsize, ffree } = await statfs(workspace);
      expect(bavail * bsize).toBe(size.mib * 2 ** 20);
      expect(ffree).toBe(size.inodes);
    });

    test('holds what it was given in bytes, and not more', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('box', { mib: 32, inodes: 1000 });
      const { workspace } = await disk.attach('box');

      await asBox(workspace, 'head -c 33000000 /dev/zero >fits');

      await expect(asBox(workspace, 'head -c 2000000 /dev/zero >more')).rejects.toThrow('No space left on device');
    });

    test('holds as many files as it was given, in both folders together, and not one more', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('box', { mib: 32, inodes: 500 });
      const { workspace, home } = await disk.attach('box');

      await asBox(workspace, 'touch {1..300}');
      await asBox(home, 'touch {1..200}');

      await expect(asBox(workspace, 'touch more')).rejects.toThrow('No space left on device');
      await expect(asBox(home, 'touch more')).rejects.toThrow('No space left on device');
    });

    test('runs no program with rights of its owner and opens no devices', async () => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();
      await disk.create('box', { mib: 16, inodes: 100 });
      const { workspace } = await disk.attach('box');

      const options = await asRoot('/usr/bin/findmnt', '--noheadings', '--output=OPTIONS', `--target=${workspace}`);

      expect(options).toContain('nosuid,nodev,noatime');
    });

    test.for([
      ['../box', { mib: 16, inodes: 100 }],
      ['', { mib: 16, inodes: 100 }],
      ['box', { mib: 0, inodes: 100 }],
      ['box', { mib: 1.5, inodes: 100 }],
      ['box', { mib: Number.NaN, inodes: 100 }],
      ['box', { mib: 16, inodes: -1 }],
      ['box', { mib: 1e9, inodes: 100 }],
    ] as const)('is refused as %j of %j', async ([id, size]) => {
      await using directory = await diskDirectory();
      await using disk = await directory.open();

      await expect(disk.create(id, size)).rejects.toMatchObject({ code: 'invalid', ran: 'no' });
      expect(await disk.list()).toEqual([]);
    });
  },
);
