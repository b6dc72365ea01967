import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readManifest } from '../../../src/eval/read-manifest.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const task = {
  id: 'one',
  repository: 'repositories/one',
  issue: { title: 'It is broken', body: '' },
  test: { command: 'npm test' },
  failToPass: ['a.test.js > works'],
  passToPass: 'all',
};

async function read(content: unknown, only: readonly string[] | null = null) {
  await using folder = await temporaryDirectory();
  const path = join(folder.path, 'manifest.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return await readManifest(path, only);
}

test('reads tasks, and relative paths begin at the manifest', async () => {
  const path = join(import.meta.dirname, '../../eval/manifest.json');

  const { directory, tasks } = await readManifest(path, null);

  expect(directory).toBe(join(import.meta.dirname, '../../eval'));
  expect(tasks.length).toBeGreaterThan(5);
  expect(tasks[0]).toMatchObject({ id: 'page-range', test: { command: 'npm test' } });
});

test.for([
  ['no JSON', '{ "version": ', /is not JSON/],
  ['no tasks', { version: 1, tasks: [] }, /tasks: /],
  ['another version', { version: 2, tasks: [task] }, /version: /],
  ['a field that nobody knows', { version: 1, tasks: [{ ...task, failtopass: [] }] }, /task one: .*failtopass/],
  [
    'a field of the wrong type',
    { version: 1, tasks: [{ ...task, issue: { title: 'x', body: 7 } }] },
    /task one, issue\.body: /,
  ],
  ['a missing field', { version: 1, tasks: [task, { ...task, id: undefined }] }, /task number 2, id: /],
  [
    'an id that is no file name',
    { version: 1, tasks: [{ ...task, id: '../one' }] },
    /task \.\.\/one, id: must consist/,
  ],
  ['an id that is used twice', { version: 1, tasks: [task, task] }, /task one, id: is used more than once/],
  [
    'a word for all that is not all',
    { version: 1, tasks: [{ ...task, passToPass: 'every' }] },
    /task one, passToPass: /,
  ],
] as const)('%s is a fault that says where', async ([, content, words]) => {
  await expect(read(content)).rejects.toThrow(words);
});

test('a manifest that is not there is a fault', async () => {
  await expect(readManifest('/nowhere/manifest.json', null)).rejects.toThrow('could not be read');
});

test('only the tasks that are named are kept, in the order of the manifest', async () => {
  const tasks = ['one', 'two', 'three'].map((id) => ({ ...task, id }));

  const kept = await read({ version: 1, tasks }, ['three', 'one']);

  expect(kept.tasks.map(({ id }) => id)).toEqual(['one', 'three']);
  await expect(read({ version: 1, tasks }, ['four'])).rejects.toThrow('has no task four');
});
