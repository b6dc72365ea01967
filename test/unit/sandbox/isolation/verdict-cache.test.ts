import { mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { verdictCache } from '../../../../src/sandbox/isolation/verdict-cache.ts';
import { someVerdict } from './some-verdicts.ts';

const accepted = someVerdict('runc', 'container');
const refused = someVerdict('runsc', 'syscall', { memory: 'too much' });

test('a verdict is found by its key, also by the next process', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  const file = join(folder.path, 'deeper', 'verdicts.json');

  await verdictCache(file).keep('one', accepted);
  await verdictCache(file).keep('two', refused);

  expect(await verdictCache(file).find('one')).toEqual(accepted);
  expect(await verdictCache(file).find('two')).toEqual(refused);
  expect(await verdictCache(file).find('three')).toBeNull();
  expect(await readdir(join(folder.path, 'deeper'))).toEqual(['verdicts.json']);
});

test('a refusal is found out again after a while, and an acceptance is not', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
  const cache = verdictCache(join(folder.path, 'verdicts.json'));
  await cache.keep('one', accepted);
  await cache.keep('two', refused);

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());

  expect([await cache.find('one'), await cache.find('two')]).toEqual([accepted, null]);
});

test.for(['', '{', '{"a":1}', '[{"key":"one","verdict":{}}]'])(
  'a file that holds %j is as good as none',
  async (text) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
    const file = join(folder.path, 'verdicts.json');
    await writeFile(file, text);
    const cache = verdictCache(file);

    expect(await cache.find('one')).toBeNull();
    await cache.keep('one', accepted);
    expect(await cache.find('one')).toEqual(accepted);
  },
);
