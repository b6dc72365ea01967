import { expect, test } from 'vitest';
import { askForApproach } from '../../../../src/run/candidates/ask-for-approach.ts';
import { atMostAtOnce } from '../../../../src/run/candidates/at-most-at-once.ts';
import { shareBudget } from '../../../../src/run/candidates/share-budget.ts';
import { shareInbox } from '../../../../src/run/candidates/share-inbox.ts';
import type { InboxMessage } from '../../../../src/store/run-inbox.ts';
import { never } from '../../../support/git-fixture.ts';

const whole = { steps: 120, tokens: 1_000_000, costUsd: 5, minutes: 40 };

test.for([
  [
    { count: 2, atOnce: 2 },
    { steps: 60, tokens: 500_000, costUsd: 2.5, minutes: 40 },
  ],
  [
    { count: 5, atOnce: 2 },
    { steps: 24, tokens: 200_000, costUsd: 1, minutes: 40 / 3 },
  ],
  [
    { count: 3, atOnce: 1 },
    { steps: 40, tokens: 333_333, costUsd: 5 / 3, minutes: 40 / 3 },
  ],
  [
    { count: 2, atOnce: 8 },
    { steps: 60, tokens: 500_000, costUsd: 2.5, minutes: 40 },
  ],
] as const)('%o share the budget, and the time only where they wait for one another', ([places, share]) => {
  expect(shareBudget(whole, places)).toEqual(share);
});

test('every candidate has a step, however few there are', () => {
  expect(shareBudget({ ...whole, steps: 3 }, { count: 5, atOnce: 5 }).steps).toBe(1);
});

test('each candidate hears what is said once, also what was said before it began', () => {
  const waiting: InboxMessage[] = [{ author: 'wader', text: 'One' }];
  const inbox = shareInbox({ take: () => waiting.splice(0) });

  expect(inbox.takeFor(1)).toMatchObject([{ text: 'One' }]);
  waiting.push({ author: 'wader', text: 'Two' });
  expect(inbox.takeFor(2)).toMatchObject([{ text: 'One' }, { text: 'Two' }]);
  expect(inbox.takeFor(1)).toMatchObject([{ text: 'Two' }]);
  expect(inbox.takeFor(2)).toEqual([]);
});

test('each of five candidates is asked for another approach', () => {
  const asked = [1, 2, 3, 4, 5].map((number) => askForApproach({ number, count: 5 }));

  expect(new Set(asked).size).toBe(5);
});

test('no more than so many go on at once, and the results keep the order', async () => {
  const begun: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const work = async (item: number) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise<void>((resolve) => begun.push(resolve));
    now -= 1;
    return item * 10;
  };

  const all = atMostAtOnce(2, [1, 2, 3, 4], work, never);
  for (let ended = 0; ended < 4; ended += 1) {
    begun.pop()?.();
    await new Promise(setImmediate);
  }

  expect(await all).toEqual([10, 20, 30, 40]);
  expect(most).toBe(2);
});

test('when one fails the others are aborted, none begins any more, and the failure is thrown', async () => {
  const begun: number[] = [];
  const work = async (item: number, signal: AbortSignal) => {
    begun.push(item);
    if (item === 2) throw new Error('A bug');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };

  await expect(atMostAtOnce(2, [1, 2, 3], work, never)).rejects.toThrow('A bug');
  expect(begun).toEqual([1, 2]);
});
