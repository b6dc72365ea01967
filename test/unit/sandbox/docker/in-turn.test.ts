import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurn } from '../../../../src/sandbox/docker/in-turn.ts';

test('work is done one piece after the other, in the order in which it came', async () => {
  const turn = inTurn();
  const happened: string[] = [];
  const work = (name: string) => async () => {
    happened.push(`${name} begins`);
    await nextTurn();
    happened.push(`${name} ends`);
  };

  await Promise.all(['first', 'second', 'third'].map((name) => turn.run(work(name))));

  expect(happened).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ]);
});

test('work that fails fails alone', async () => {
  const turn = inTurn();
  const failing = turn.run(() => Promise.reject(new Error('this one')));

  const next = turn.run(async () => 'the next');

  await expect(failing).rejects.toThrow('this one');
  expect(await next).toBe('the next');
});

test('it is busy from the first call to the last end', async () => {
  const turn = inTurn();
  const { promise, resolve } = Promise.withResolvers<void>();

  const running = turn.run(() => promise);
  const during = turn.isBusy;
  resolve();
  await running;

  expect([during, turn.isBusy]).toEqual([true, false]);
});
