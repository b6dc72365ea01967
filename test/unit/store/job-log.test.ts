import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJobLog } from '../../../src/store/job-log.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

test('the next process finds each job where it was left, oldest first', async () => {
  await using directory = await temporaryDirectory();
  const log = await openJobLog(directory.path);
  const [first, second, third, fourth] = [
    await log.add('one', { n: 1 }, 1000),
    await log.add('two', { n: 2 }, 1000),
    await log.add('three', { n: 3 }, 900),
    await log.add('four', { n: 4 }, 2000),
  ];
  await log.move(second.id, 'running');
  await log.move(fourth.id, 'running');
  await log.move(fourth.id, 'ended');

  const next = await openJobLog(directory.path);

  expect(await next.read('waiting')).toEqual([first, third]);
  expect(await next.read('running')).toEqual([second]);
  expect(await next.read('ended', 2001)).toEqual([]);
  expect(await next.read('ended', 2000)).toEqual([fourth]);
});

test('a key counts for ever, whatever became of its job, but for a job that nobody can read', async () => {
  await using directory = await temporaryDirectory();
  const log = await openJobLog(directory.path);
  for (const state of ['waiting', 'running', 'ended', 'withdrawn'] as const) {
    const { id } = await log.add(state, {}, 1);
    if (state !== 'waiting') await log.move(id, state);
  }

  const next = await openJobLog(directory.path);

  expect(['waiting', 'running', 'ended', 'withdrawn', 'other'].map(next.has)).toEqual([true, true, true, true, false]);
});

test('what is no JSON is read as nothing, and put aside is no obstacle for the same job to come again', async () => {
  await using directory = await temporaryDirectory();
  const log = await openJobLog(directory.path);
  const { id } = await log.add('one', {}, 1);
  const [name = ''] = await readdir(join(directory.path, 'jobs/waiting'));
  await writeFile(join(directory.path, 'jobs/waiting', name), '{"cut of');

  expect(await log.read('waiting')).toEqual([{ id, at: 1, content: null }]);
  await log.move(id, 'damaged');

  expect(log.has('one')).toBe(false);
  expect((await openJobLog(directory.path)).has('one')).toBe(false);
  expect(await readdir(join(directory.path, 'jobs/damaged'))).toEqual([name]);
});

test('a job that could not be written was not added', async () => {
  await using directory = await temporaryDirectory();
  const log = await openJobLog(directory.path);
  await rm(join(directory.path, 'jobs/arriving'), { recursive: true });

  await expect(log.add('one', {}, 1)).rejects.toThrow(/ENOENT/);

  expect(log.has('one')).toBe(false);
});
