import pino from 'pino';
import { expect, test } from 'vitest';
import { createQueue } from '../../../src/queue/create-queue.ts';

const log = pino({ level: 'silent' });

/** A queue whose work waits until the test lets it go. */
function heldQueue(concurrency: number) {
  const started: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const queue = createQueue<string>({
    concurrency,
    log,
    keyOf: (request) => request.split('#')[0] ?? '',
    execute: async (request, signal) => {
      started.push(request);
      const gate = Promise.withResolvers<void>();
      gates.set(request, gate);
      signal.addEventListener('abort', () => gate.reject(signal.reason));
      await gate.promise;
    },
  });
  return { queue, started, release: (request: string) => gates.get(request)?.resolve() };
}

test('works on a few requests at once and on the rest in order', async () => {
  const { queue, started, release } = heldQueue(2);

  for (const request of ['a', 'b', 'c']) queue.enqueue(request);
  expect(started).toEqual(['a', 'b']);
  release('a');
  await expect.poll(() => started).toEqual(['a', 'b', 'c']);

  release('b');
  release('c');
  await queue.idle();
});

test('needs no second run of an issue that is waiting or going on, and takes one again afterwards', async () => {
  const { queue, release } = heldQueue(1);

  expect(queue.enqueue('issue#1')).toBe('accepted');
  expect(queue.enqueue('issue#2')).toBe('busy');
  expect(queue.enqueue('other#1')).toBe('accepted');
  expect(queue.enqueue('other#2')).toBe('busy');
  release('issue#1');
  await expect.poll(() => queue.enqueue('issue#3')).toBe('accepted');
  await queue.close();
});

test('goes on after a run that ended in a bug', async () => {
  const done: string[] = [];
  const queue = createQueue<string>({
    concurrency: 1,
    log,
    keyOf: (request) => request,
    execute: async (request) => {
      if (request === 'bug') throw new TypeError('undefined is not a function');
      done.push(request);
    },
  });

  queue.enqueue('bug');
  queue.enqueue('next');
  await queue.idle();

  expect(done).toEqual(['next']);
});

test('closing aborts what runs, drops what waits and takes nothing more', async () => {
  const { queue, started } = heldQueue(1);
  queue.enqueue('a');
  queue.enqueue('b');

  await queue.close();

  expect(started).toEqual(['a']);
  expect(queue.enqueue('c')).toBe('closed');
});
