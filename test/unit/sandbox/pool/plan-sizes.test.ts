import { describe, expect, test } from 'vitest';
import { fadeDemand, noDemand, recordClaim } from '../../../../src/sandbox/pool/demand.ts';
import { planSizes, type ShapeDemand } from '../../../../src/sandbox/pool/plan-sizes.ts';
import type { PoolSettings } from '../../../../src/sandbox/pool/pool.ts';
import { someSettings } from './pool-world.ts';

const none = { hot: 0, frozen: 0 };

function afterClaims(times: readonly number[], settings: PoolSettings = someSettings()): ShapeDemand {
  const demand = times.reduce((before, at) => recordClaim(before, at, settings), noDemand);
  return { demand, prepared: none, makeMs: 200 };
}

const atOnce = (count: number, at = 0) => Array.from({ length: count }, () => at);

describe('one shape', () => {
  test('that nobody claimed has no boxes', () => {
    expect(planSizes([afterClaims([])], 0, someSettings())).toEqual([none]);
  });

  test('that was claimed once keeps the least number', () => {
    expect(planSizes([afterClaims([0])], 10, someSettings())).toEqual([{ hot: 1, frozen: 0 }]);
  });

  test('that had a burst is ready for another one of that size', () => {
    expect(planSizes([afterClaims(atOnce(5))], 10, someSettings())).toEqual([{ hot: 1, frozen: 4 }]);
  });

  test('never has more than the bounds allow', () => {
    const settings = someSettings({ maxBoxes: 100 });

    expect(planSizes([afterClaims(atOnce(1000))], 10, settings)).toEqual([{ hot: 4, frozen: 4 }]);
  });

  test('that is claimed steadily has enough hot ones for what is claimed while one is made', () => {
    const steadily = Array.from({ length: 600 }, (_, index) => index * 200);

    const [size] = planSizes([afterClaims(steadily)], 120_000, someSettings());

    expect(size?.hot).toBe(2);
  });

  test('forgets a burst by and by, and everything once it is idle', () => {
    const shape = afterClaims(atOnce(5));
    const total = (now: number) => planSizes([shape], now, someSettings()).map(({ hot, frozen }) => hot + frozen);

    expect([0, 30_000, 59_000, 61_000].map(total)).toEqual([[5], [3], [1], [0]]);
  });

  test('that is prepared keeps its boxes though nobody claims any', () => {
    const shape = { ...afterClaims([]), prepared: { hot: 2, frozen: 3 } };

    expect(planSizes([shape], 1e9, someSettings())).toEqual([{ hot: 2, frozen: 3 }]);
  });
});

describe('several shapes that want more than there may be', () => {
  test('get what was prepared first, then hot before frozen, the last claimed first', () => {
    const prepared = { ...afterClaims([]), prepared: { hot: 2, frozen: 0 } };
    const early = afterClaims(atOnce(4, 0));
    const late = afterClaims(atOnce(4, 100));

    const sizes = planSizes([early, prepared, late], 100, someSettings({ maxBoxes: 6 }));

    expect(sizes).toEqual([
      { hot: 1, frozen: 0 },
      { hot: 2, frozen: 0 },
      { hot: 1, frozen: 2 },
    ]);
  });

  test('are together never more than the maximum', () => {
    for (let maxBoxes = 0; maxBoxes < 20; maxBoxes += 1) {
      const sizes = planSizes([afterClaims(atOnce(9)), afterClaims(atOnce(9))], 0, someSettings({ maxBoxes }));
      const total = sizes.reduce((sum, { hot, frozen }) => sum + hot + frozen, 0);

      expect(total).toBe(Math.min(maxBoxes, 10));
    }
  });
});

test('a clock that goes back makes no demand out of nothing', () => {
  const demand = recordClaim(noDemand, 1000, someSettings());

  expect(fadeDemand(demand, 0, someSettings())).toMatchObject({ recent: 1, highWater: 1, weight: 1 });
});
