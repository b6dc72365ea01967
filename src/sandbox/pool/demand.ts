import type { PoolSettings } from './pool.ts';

/** What was claimed of one shape, as far as it still matters. Every number fades with time; nothing grows. */
export type Demand = {
  readonly at: number;
  /** Claims of the burst that is going on. */
  readonly recent: number;
  /** The largest burst. */
  readonly highWater: number;
  /** Claims, each counting half as much after every half-life. */
  readonly weight: number;
};

export const noDemand: Demand = { at: 0, recent: 0, highWater: 0, weight: 0 };

type Fading = Pick<PoolSettings, 'burstMs' | 'demandHalfLifeMs'>;

export function recordClaim(before: Demand, now: number, fading: Fading): Demand {
  const { recent, highWater, weight } = fadeDemand(before, now, fading);
  return { at: now, recent: recent + 1, highWater: Math.max(highWater, recent + 1), weight: weight + 1 };
}

export function fadeDemand(demand: Demand, now: number, { burstMs, demandHalfLifeMs }: Fading): Demand {
  const elapsedMs = Math.max(0, now - demand.at);
  const half = 2 ** (-elapsedMs / demandHalfLifeMs);
  const recent = demand.recent * Math.exp(-elapsedMs / burstMs);
  return { at: now, recent, highWater: Math.max(recent, demand.highWater * half), weight: demand.weight * half };
}

/** The average of late, in claims per millisecond. */
export function claimRate({ weight }: Demand, { demandHalfLifeMs }: Fading): number {
  return (weight * Math.LN2) / demandHalfLifeMs;
}
