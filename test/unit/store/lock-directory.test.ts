import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDirectory } from '../../../src/store/lock-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

test('a data directory is served by one process at a time, and a lock whose process is gone counts for nothing', async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, 'server.pid');
  await writeFile(file, '1');
  await expect(lockDirectory(directory.path)).rejects.toThrow(/Another Sandpiper, process 1,/);

  await writeFile(file, '999999999');
  await using _lock = await lockDirectory(directory.path);

  expect(await readFile(file, 'utf8')).toBe(String(process.pid));
});
