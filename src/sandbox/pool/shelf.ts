import { type Demand, noDemand } from './demand.ts';
import type { PoolSettings, PoolSize } from './pool.ts';
import type { BoxShape } from './pool-key.ts';

export type Waiting<Box> = { readonly box: Box; readonly madeAt: number };

/** What the pool has of one shape. A box is in exactly one of the two rings, or is counted as being made or moved. */
export class Shelf<Box> {
  readonly shape: BoxShape;
  readonly hot: Waiting<Box>[] = [];
  readonly frozen: Waiting<Box>[] = [];
  making = 0;
  freezing = 0;
  thawing = 0;
  wanted: PoolSize = { hot: 0, frozen: 0 };
  prepared: PoolSize = { hot: 0, frozen: 0 };
  demand: Demand = noDemand;
  makeMs = 0;
  retryAt = Number.NEGATIVE_INFINITY;
  #failuresInARow = 0;

  constructor(shape: BoxShape) {
    this.shape = shape;
  }

  get count(): number {
    return this.hot.length + this.frozen.length + this.making + this.freezing + this.thawing;
  }

  /** How many boxes would have to be made. */
  get missing(): number {
    return this.wanted.hot + this.wanted.frozen - this.count;
  }

  /** Nothing would be lost with it. */
  isForgotten(now: number, { idleShapeMs }: PoolSettings): boolean {
    if (this.count > 0 || this.prepared.hot + this.prepared.frozen > 0) return false;
    return now - this.demand.at > idleShapeMs;
  }

  /** Whether it was there. */
  takeOut(waiting: Waiting<Box>): boolean {
    const ring = [this.hot, this.frozen].find((each) => each.includes(waiting));
    ring?.splice(ring.indexOf(waiting), 1);
    return ring !== undefined;
  }

  madeIn(ms: number): void {
    this.#failuresInARow = 0;
    this.makeMs = this.makeMs === 0 ? ms : 0.8 * this.makeMs + 0.2 * ms;
  }

  /** Gives the milliseconds until the next try. */
  failedAt(now: number, { retryFirstMs, retryLastMs }: PoolSettings): number {
    const waitMs = Math.min(retryLastMs, retryFirstMs * 2 ** this.#failuresInARow);
    this.#failuresInARow += 1;
    this.retryAt = now + waitMs;
    return waitMs;
  }
}
