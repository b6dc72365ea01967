import { expect, test } from 'vitest';
import { inPool } from '../../../src/run/in-pool.ts';

const never = new AbortController().signal;

test('works on a few at a time, in order, until all are done', async () => {
  let now = 0;
  let most = 0;
  const begun: number[] = [];

  await inPool(
    { items: [1, 2, 3, 4, 5], width: 2 },
    async (item) => {
      begun.push(item);
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
    },
    never,
  );

  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('one failure aborts the others, begins no more, and is thrown once they have ended', async () => {
  const begun: number[] = [];
  let ended = false;
  const work = async (item: number, signal: AbortSignal) => {
    begun.push(item);
    if (item === 1) throw new Error('broken');
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    ended = true;
  };

  await expect(inPool({ items: [2, 1, 3], width: 2 }, work, never)).rejects.toThrow('broken');

  expect(begun).toEqual([2, 1]);
  expect(ended).toBe(true);
});

test('when it is stopped it begins nothing new and resolves', async () => {
  const stop = new AbortController();
  const begun: number[] = [];

  await inPool(
    { items: [1, 2, 3], width: 1 },
    async (item, signal) => {
      begun.push(item);
      stop.abort();
      signal.throwIfAborted();
    },
    stop.signal,
  );

  expect(begun).toEqual([1]);
});
