import { claimRate, type Demand, fadeDemand } from './demand.ts';
import type { PoolSettings, PoolSize } from './pool.ts';

export type ShapeDemand = {
  readonly demand: Demand;
  /** See `Pool.prepare`. */
  readonly prepared: PoolSize;
  /** How long it takes to make one. */
  readonly makeMs: number;
};

/**
 * How many boxes each shape ought to have waiting, in the order given. When `maxBoxes` is too few, what was prepared comes
 * first and what was claimed last comes before what was claimed earlier; and for all of them hot boxes before frozen ones.
 */
export function planSizes(shapes: readonly ShapeDemand[], now: number, settings: PoolSettings): readonly PoolSize[] {
  const order = shapes.map((_, index) => index).toSorted((one, other) => rank(shapes[other]) - rank(shapes[one]));
  const wanted = shapes.map((shape) => wantedSize(shape, now, settings));
  const hot = shareOut(
    settings.maxBoxes,
    order,
    wanted.map((size) => size.hot),
  );
  const frozen = shareOut(
    settings.maxBoxes - sum(hot),
    order,
    wanted.map((size) => size.frozen),
  );
  return shapes.map((_, index) => ({ hot: hot[index] ?? 0, frozen: frozen[index] ?? 0 }));
}

function rank(shape: ShapeDemand | undefined): number {
  if (shape === undefined) return 0;
  return shape.prepared.hot + shape.prepared.frozen > 0 ? Number.POSITIVE_INFINITY : shape.demand.at;
}

/** Hot for what is claimed while one is made, twice over; together with the frozen ones enough for the largest burst. */
function wantedSize({ demand, prepared, makeMs }: ShapeDemand, now: number, settings: PoolSettings): PoolSize {
  if (demand.weight === 0 || now - demand.at > settings.idleShapeMs) return prepared;
  const faded = fadeDemand(demand, now, settings);
  const { atLeast, atMost } = settings;
  const hot = within(atLeast.hot, Math.ceil(2 * makeMs * claimRate(faded, settings)), atMost.hot);
  const frozen = within(atLeast.frozen, Math.round(faded.highWater) - hot, atMost.frozen);
  return { hot: Math.max(hot, prepared.hot), frozen: Math.max(frozen, prepared.frozen) };
}

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function shareOut(total: number, order: readonly number[], wanted: readonly number[]): readonly number[] {
  const shares = wanted.map(() => 0);
  let left = total;
  for (const index of order) {
    const share = Math.min(left, wanted[index] ?? 0);
    shares[index] = share;
    left -= share;
  }
  return shares;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
