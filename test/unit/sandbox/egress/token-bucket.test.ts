import { expect, test } from 'vitest';
import { tokenBucket } from '../../../../src/sandbox/egress/token-bucket.ts';

function bucket(rate: Parameters<typeof tokenBucket>[1]) {
  const clock = { ms: 5_000 };
  const { take } = tokenBucket(() => clock.ms, rate);
  return { clock, takeAll: (tries: number) => Array.from({ length: tries }, take).filter(Boolean).length };
}

test('a burst is taken at once, and then as much as time gives back', () => {
  const { clock, takeAll } = bucket({ burst: 5, perSecond: 10 });

  expect(takeAll(20)).toBe(5);
  clock.ms += 100;
  expect(takeAll(20)).toBe(1);
  clock.ms += 250;
  expect(takeAll(20)).toBe(2);
  clock.ms += 50;
  expect(takeAll(20)).toBe(1);
});

test('a long rest gives no more than the burst', () => {
  const { clock, takeAll } = bucket({ burst: 5, perSecond: 10 });

  takeAll(5);
  clock.ms += 24 * 60 * 60 * 1000;

  expect(takeAll(100)).toBe(5);
});

test('trying in vain costs nothing', () => {
  const { clock, takeAll } = bucket({ burst: 1, perSecond: 1 });

  takeAll(1000);
  clock.ms += 1000;

  expect(takeAll(1000)).toBe(1);
});
