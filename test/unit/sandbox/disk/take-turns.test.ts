import { expect, test } from 'vitest';
import { takeTurns } from '../../../../src/sandbox/disk/take-turns.ts';

test('works with one key wait for one another, also after a failure, and others do not', async () => {
  const inTurn = takeTurns();
  const first = Promise.withResolvers<void>();
  const events: string[] = [];
  const work = (name: string, until: Promise<void>) => async () => {
    events.push(`${name} begins`);
    await until;
    events.push(`${name} ends`);
  };

  const a = inTurn('one', work('a', first.promise));
  const b = inTurn('one', work('b', Promise.resolve()));
  await inTurn('other', work('c', Promise.resolve()));
  first.reject(new Error('a fails'));

  await expect(a).rejects.toThrow('a fails');
  await b;
  expect(events).toEqual(['a begins', 'c begins', 'c ends', 'b begins', 'b ends']);
});

test('gives what the work gives', async () => {
  expect(await takeTurns()('key', async () => 42)).toBe(42);
});
