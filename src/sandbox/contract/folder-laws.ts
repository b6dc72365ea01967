import assert from 'node:assert/strict';
import type { ListedFile, Workspace } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';

const ordinary = { timeoutMs: 50_000 };

/** `Files.list` and `remove`, and the names of files. */
export function folderLaws(law: Law, world: ContractWorld): void {
  law('a folder is listed in order, with kinds, without following links', async () => {
    await world.sandbox.exec('mkdir -p list/b && touch list/c && ln -s /etc list/a && mkfifo list/d', ordinary);

    const listed = await listAll(world.sandbox, 'list');

    assert.deepEqual(
      listed.map(({ path, name, kind }) => [path, name, kind]),
      [
        ['a', 'a', 'symlink'],
        ['b', 'b', 'directory'],
        ['c', 'c', 'file'],
        ['d', 'd', 'other'],
      ],
    );
    assert.equal((await world.sandbox.files.stat('list/a'))?.kind, 'symlink');
  });

  law('a list goes as deep as it is told', async () => {
    await world.sandbox.exec('mkdir -p deep/a/b/c deep/z && touch deep/a/b/c/d deep/z/e', ordinary);
    const paths = async (depth?: number) =>
      (await listAll(world.sandbox, 'deep', depth)).map(({ path }) => path).toSorted();

    assert.deepEqual(await paths(), ['a', 'z']);
    assert.deepEqual(await paths(2), ['a', 'a/b', 'z', 'z/e']);
    assert.deepEqual(await paths(9), ['a', 'a/b', 'a/b/c', 'a/b/c/d', 'z', 'z/e']);
  });

  law('what is no folder cannot be listed', async () => {
    await world.sandbox.files.write('plain', '');

    await assertFault(() => listAll(world.sandbox, 'plain'), { ran: 'no' });
    await assertFault(() => listAll(world.sandbox, 'not-there'), { ran: 'no' });
  });

  law('a large folder is listed whole, and a list may be left early', async () => {
    await world.sandbox.exec('mkdir -p many && cd many && seq 3000 | xargs touch', ordinary);
    const seen: string[] = [];

    for await (const { name } of world.sandbox.files.list('many')) {
      seen.push(name);
      if (seen.length === 10) break;
    }

    assert.equal(seen.length, 10);
    assert.equal((await listAll(world.sandbox, 'many')).length, 3000);
    await world.sandbox.files.remove('many');
  });

  law(
    'a folder is removed with everything in it, a link without what it points to, and nothing without complaint',
    async () => {
      const { files } = world.sandbox;
      await files.write('doomed/deep/file', '');
      await files.write('spared/file', '');
      await world.sandbox.exec('ln -s ../spared doomed/link', ordinary);

      await files.remove('doomed');
      await files.remove('doomed');

      assert.equal(await files.stat('doomed'), null);
      assert.equal((await files.stat('spared/file'))?.kind, 'file');
    },
  );

  law('names that are not UTF-8 are written as lone surrogates, in both directions', async () => {
    const { files } = world.sandbox;
    await world.sandbox.exec(`mkdir -p names && touch names/$'a\\xff' && mkdir names/$'\\xfe'`, ordinary);
    await files.write('names/\udcfe/\udc80.txt', 'inside');

    const listed = await listAll(world.sandbox, 'names', 2);

    const found = listed.map(({ path }) => path);
    assert.deepEqual(new Set(found), new Set(['a\udcff', '\udcfe', '\udcfe/\udc80.txt']));
    assert.equal((await files.stat('names/a\udcff'))?.name, 'a\udcff');
    const inBox = await world.sandbox.exec(`cat names/$'\\xfe'/$'\\x80.txt'`, ordinary);
    assert.equal(inBox.stdout, 'inside');
    await files.remove('names/\udcfe');
    assert.deepEqual((await listAll(world.sandbox, 'names')).length, 1);
  });
}

async function listAll(workspace: Workspace, path: string, depth?: number): Promise<readonly ListedFile[]> {
  return await Array.fromAsync(workspace.files.list(path, depth === undefined ? {} : { depth }));
}
