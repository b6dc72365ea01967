import type { PoolSettings } from './pool.ts';

/** For a machine that does other things too. What an operator may change is in `config`. */
export const defaultPoolSettings: PoolSettings = {
  maxBoxes: 8,
  atLeast: { hot: 1, frozen: 0 },
  atMost: { hot: 3, frozen: 20 },
  refillsAtOnce: 2,
  refillAfterMs: 50,
  idleShapeMs: 30 * 60_000,
  maxAgeMs: 60 * 60_000,
  checkEveryMs: 10_000,
  checkTimeoutMs: 5000,
  makeTimeoutMs: 60_000,
  retryFirstMs: 1000,
  retryLastMs: 5 * 60_000,
  burstMs: 2000,
  demandHalfLifeMs: 5 * 60_000,
};
