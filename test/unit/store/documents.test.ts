import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openDocuments } from '../../../src/store/documents.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const schema = z.object({ count: z.int() });
const log = pino({ level: 'silent' });
const once = (before: { count: number } | null) => ({ count: (before?.count ?? 0) + 1 });

async function someDocuments() {
  const directory = await temporaryDirectory();
  const folder = join(directory.path, 'documents');
  return {
    folder,
    documents: openDocuments({ folder, schema, log }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

test('a hundred changes at once are made one after the other, and all are there for the next process', async () => {
  await using some = await someDocuments();

  await Promise.all(Array.from({ length: 100 }, () => some.documents.change(['1', 'a+b', '7'], once)));

  expect(await openDocuments({ folder: some.folder, schema, log }).read(['1', 'A+B', '7'])).toEqual({ count: 100 });
});

test('a change that fails changes nothing and holds up no other', async () => {
  await using some = await someDocuments();
  await some.documents.change(['1'], once);

  const failing = some.documents.change(['1'], () => {
    throw new Error('no');
  });
  const next = some.documents.change(['1'], once);

  await expect(failing).rejects.toThrow('no');
  expect(await next).toEqual({ count: 2 });
});

test.for([
  ['half of one', '{"count":'],
  ['one of another shape', '{"count":"many"}'],
  ['nothing', ''],
])('%s is put aside, and there is none from then on', async ([, text]) => {
  await using some = await someDocuments();
  const path = join(some.folder, '1', '7.json');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text ?? '');

  expect(await some.documents.read(['1', '7'])).toBeNull();
  expect(await some.documents.change(['1', '7'], once)).toEqual({ count: 1 });

  const aside = (await readdir(dirname(path))).filter((name) => name.includes('damaged'));
  expect(aside).toHaveLength(1);
  expect(await readFile(join(dirname(path), aside[0] ?? ''), 'utf8')).toBe(text);
});

test.for([[['..', '..', 'escaped']], [['.', 'x']], [['a/../../../escaped']], [['%2e%2e', 'x']]] as const)(
  'the key %j stays inside of the folder, and is found again',
  async ([key]) => {
    await using some = await someDocuments();

    await some.documents.change([...key], once);

    expect(await some.documents.read([...key])).toEqual({ count: 1 });
    expect(await readdir(dirname(some.folder))).toEqual(['documents']);
  },
);

test('those below a key are listed, and no others', async () => {
  await using some = await someDocuments();
  await some.documents.change(['1', 'a', '1'], () => ({ count: 11 }));
  await some.documents.change(['1', 'b', '1'], () => ({ count: 12 }));
  await some.documents.change(['10', 'a', '1'], () => ({ count: 13 }));
  await some.documents.remove(['1', 'a', '2']);

  expect(await some.documents.list(['1', 'a'])).toEqual([{ count: 11 }]);
  expect((await some.documents.list(['1'])).map(({ count }) => count).toSorted()).toEqual([11, 12]);
  expect(await some.documents.list(['2'])).toEqual([]);
});
