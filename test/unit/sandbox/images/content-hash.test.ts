import { mkdir, mkdtempDisposable, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentHash } from '../../../../src/sandbox/images/content-hash.ts';

test.for([
  ['a byte changes', (folder: string) => writeFile(join(folder, 'Dockerfile'), 'FROM b')],
  ['a file is added', (folder: string) => writeFile(join(folder, 'more'), '')],
  ['a file gets another name', (folder: string) => rename(join(folder, 'Dockerfile'), join(folder, 'dockerfile'))],
] as const)('is another when %s', async ([, change]) => {
  await using folder = await imageFolder();
  const before = await contentHash([folder.path], 'pins');

  await change(folder.path);

  expect(await contentHash([folder.path], 'pins')).not.toBe(before);
});

test('is another when the salt is', async () => {
  await using folder = await imageFolder();

  expect(await contentHash([folder.path], 'a')).not.toBe(await contentHash([folder.path], 'b'));
});

test('stays the same when only a README changes, wherever the folder is', async () => {
  await using one = await imageFolder();
  await using other = await imageFolder();
  await writeFile(join(other.path, 'nested', 'README.md'), 'new words');

  expect(await contentHash([one.path], '')).toBe(await contentHash([other.path], ''));
});

async function imageFolder() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  await mkdir(join(folder.path, 'nested'));
  await writeFile(join(folder.path, 'Dockerfile'), 'FROM a');
  await writeFile(join(folder.path, 'nested', 'main.go'), 'package main');
  return folder;
}
