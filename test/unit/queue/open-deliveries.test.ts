import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { Fault } from '../../../src/errors.ts';
import { type DeliveriesDeps, openDeliveries } from '../../../src/queue/open-deliveries.ts';
import { openDeliveryLog } from '../../../src/store/delivery-log.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** Triggers are their own subjects: `a1` and `a2` are both about `a`. */
async function someDeliveries(steer: DeliveriesDeps<string>['steer']) {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const clock = manualClock('2026-11-26T10:00:00Z');
  let logged = '';
  const write = (line: string) => {
    logged += line;
  };
  const log = pino({ level: 'debug' }, { write });
  const open = async (change: Partial<DeliveriesDeps<string>> = {}) =>
    openDeliveries<string>({
      deliveries: await openDeliveryLog(directory.path),
      read: ({ payload }) => ('trigger' in payload ? String(payload.trigger) : null),
      placeOf: (trigger) => ({ group: '1', member: trigger.slice(0, 1) }),
      steer,
      limits: { atOnce: 4, deadlineMs: 60_000, retryAfterMs: [1000, 5000] },
      wait: clock.wait,
      log,
      ...change,
    });
  const left = () => readdir(join(directory.path, 'deliveries/taken'));
  return { open, clock, left, path: directory.path, logged: () => logged };
}

const delivery = (trigger: string) => ({ id: `d-${trigger}`, name: 'issues', payload: { trigger } });

test('what is taken is carried out once, in order for each subject, and then forgotten but for having been', async () => {
  const steered: string[] = [];
  const { open, left } = await someDeliveries(async (trigger) => void steered.push(trigger));
  const deliveries = await open();

  for (const trigger of ['a1', 'a2', 'a1']) await deliveries.take(delivery(trigger), trigger);
  await deliveries.idle();
  expect(await deliveries.take({ ...delivery('a1'), id: 'another' }, 'a1')).toBe('seen-before');

  expect(steered).toEqual(['a1', 'a2']);
  expect(await left()).toEqual([]);
});

test('a delivery is written down when it is taken, while nothing was carried out', async () => {
  const { open, left } = await someDeliveries(() => new Promise(() => undefined));
  const deliveries = await open();

  expect(await deliveries.take(delivery('a1'), 'a1')).toBe('taken');

  expect(await left()).toHaveLength(1);
  await deliveries.close();
});

test('what a process took and did not carry out, the next one does, with the same key', async () => {
  const keys: string[] = [];
  const { open } = await someDeliveries(async (_trigger, key) => void keys.push(key));
  const killed = await open({
    steer: async (_trigger, key) => {
      keys.push(key);
      await new Promise(() => undefined);
    },
  });
  await killed.take(delivery('a1'), 'a1');
  await expect.poll(() => keys).toHaveLength(1);

  // Nothing of the first one is awaited.
  const next = await open();
  await next.resume();
  await next.idle();
  const third = await open();
  await third.resume();
  await third.idle();

  expect(keys).toHaveLength(2);
  expect(keys[1]).toBe(keys[0]);
});

test('a bug ends the one delivery it is in', async () => {
  const steered: string[] = [];
  const { open, left, logged } = await someDeliveries(async (trigger) => {
    if (trigger === 'a1') throw new TypeError('undefined is not a function');
    steered.push(trigger);
  });
  const deliveries = await open();

  await deliveries.take(delivery('a1'), 'a1');
  await deliveries.take(delivery('a2'), 'a2');
  await deliveries.idle();

  expect(steered).toEqual(['a2']);
  expect(await left()).toEqual([]);
  expect(logged()).toContain('undefined is not a function');
});

test('a foreseen failure is tried again after a while, so many times', async () => {
  let tries = 0;
  const { open, clock, left } = await someDeliveries(async () => {
    tries += 1;
    throw new Fault('GitHub answered 502.');
  });
  const deliveries = await open();
  await deliveries.take(delivery('a1'), 'a1');

  const triesAfter = (ms: number) => {
    clock.advance(ms);
    return tries;
  };
  await expect.poll(() => tries).toBe(1);
  await expect.poll(() => triesAfter(1000)).toBe(2);
  await expect.poll(() => triesAfter(5000)).toBe(3);
  await deliveries.idle();

  expect(await left()).toEqual([]);
});

test('what takes longer than its deadline holds up nobody', async () => {
  const steered: string[] = [];
  const { open } = await someDeliveries(async (trigger) => {
    if (trigger === 'a1') await new Promise(() => undefined);
    steered.push(trigger);
  });
  const deliveries = await open({ limits: { atOnce: 1, deadlineMs: 1, retryAfterMs: [] } });

  await deliveries.take(delivery('a1'), 'a1');
  await deliveries.take(delivery('a2'), 'a2');
  await deliveries.idle();

  expect(steered).toEqual(['a2']);
});

test('closing breaks off what goes on and leaves it to the next process', async () => {
  const { open, left } = await someDeliveries((_trigger, _key, signal) => {
    const { promise, reject } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => reject(signal.reason));
    return promise;
  });
  const deliveries = await open();
  await deliveries.take(delivery('a1'), 'a1');
  await deliveries.take(delivery('a2'), 'a2');

  await deliveries.close();

  expect(await left()).toHaveLength(2);
});

test('a file that cannot be read is set aside, one that asks for nothing any more is put away', async () => {
  const steered: string[] = [];
  const { open, left, path } = await someDeliveries(() => new Promise(() => undefined));
  const killed = await open();
  for (const trigger of ['a1', 'b1', 'c1']) await killed.take(delivery(trigger), trigger);
  const [first = ''] = (await left()).toSorted();
  await writeFile(join(path, 'deliveries/taken', first), '[]');

  const next = await open({
    read: ({ id }) => (id === 'd-b1' ? null : id),
    steer: async (trigger) => void steered.push(trigger),
  });
  await next.resume();
  await next.idle();

  expect(steered).toEqual(['d-c1']);
  expect(await left()).toEqual([]);
  expect(await readdir(join(path, 'deliveries/damaged'))).toEqual([first]);
});
