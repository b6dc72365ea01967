import { expect, test } from 'vitest';
import { inParallel } from '../../../src/run/in-parallel.ts';

const never = new AbortController().signal;

test('gives both results', async () => {
  expect(
    await inParallel(
      never,
      async () => 1,
      async () => 'two',
    ),
  ).toEqual([1, 'two']);
});

test('aborts the other when one fails, and waits until it has ended', async () => {
  const events: string[] = [];
  const untilAborted = async (signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve());
    await promise;
    events.push('the other has ended');
    throw new Error('a consequence');
  };
  const failing = async () => {
    throw new Error('the cause');
  };

  await expect(inParallel(never, failing, untilAborted)).rejects.toThrow('the cause');

  expect(events).toEqual(['the other has ended']);
});
