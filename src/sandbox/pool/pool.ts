import type { BoxShape } from './pool-key.ts';

/**
 * Boxes that were made before somebody asks for one. Each is given out once, to one caller, and is that caller's from then
 * on. How many wait of each shape follows how many were claimed of it, within the bounds of the settings.
 */
export interface Pool<Box> {
  /**
   * A box of this shape, or `null`: the caller makes one himself. Waits for nothing but, where only frozen ones are left,
   * for one to be thawed; never for one to be made. A place that became free is filled in the background, from
   * `refillAfterMs` on.
   */
  claim(shape: BoxShape): Promise<Box | null>;
  /** Keeps at least so many waiting from now on, also while nobody claims any; `maxBoxes` still holds. */
  prepare(shape: BoxShape, atLeast: PoolSize): void;
  stats(): PoolStats;
  /** What the boxes that wait cost at this moment. */
  cost(): Promise<PoolCost>;
  /** Ends refills, disposes of every box that was not given out, and resolves when nothing of it is left. Idempotent. */
  close(): Promise<void>;
}

/**
 * What the driver can do. Each of these has a deadline of its own and settles, whatever a box does; none is called for a
 * box that was given out, and none twice at once for the same box except `isAlive`, `isHealthy` and `cost`.
 */
export type PoolDeps<Box> = {
  /** Leaves nothing behind when it rejects. Ends soon after the signal. */
  readonly make: (shape: BoxShape, signal: AbortSignal) => Promise<Box>;
  /** What is known without asking: `false` once the link has ended. */
  readonly isAlive: (box: Box) => boolean;
  /** Asks a box that is not frozen. A rejection counts as `false`. */
  readonly isHealthy: (box: Box, signal: AbortSignal) => Promise<boolean>;
  readonly freeze: (box: Box) => Promise<void>;
  readonly thaw: (box: Box) => Promise<void>;
  readonly dispose: (box: Box) => Promise<void>;
  /** `null` when it cannot be told. */
  readonly cost: (box: Box) => Promise<BoxCost | null>;
  /** Milliseconds of a clock that never jumps, such as `performance.now()`. */
  readonly now: () => number;
  /** Calls `work` once, later, unless the function it gives is called before: see `after.ts`. */
  readonly after: (ms: number, work: () => void) => () => void;
  readonly log: { warn(data: object, message: string): void };
};

export type PoolSettings = {
  /** Of all shapes together; those being made and those being disposed of count. 0: there is no pool. */
  readonly maxBoxes: number;
  /** For each shape while it is in demand. */
  readonly atLeast: PoolSize;
  readonly atMost: PoolSize;
  /** How many boxes are made at the same time. */
  readonly refillsAtOnce: number;
  /** A refill begins so long after the claim that made room for it, whose first steps it must not slow down. */
  readonly refillAfterMs: number;
  /** A shape that nobody claimed for so long has no boxes any more. */
  readonly idleShapeMs: number;
  /** An older box is replaced. */
  readonly maxAgeMs: number;
  /** Boxes that wait are looked at this often. */
  readonly checkEveryMs: number;
  readonly checkTimeoutMs: number;
  readonly makeTimeoutMs: number;
  /** After the first failure to make a box of a shape; twice as long after each further one, up to the last. */
  readonly retryFirstMs: number;
  readonly retryLastMs: number;
  /** Claims this close to one another are one burst. */
  readonly burstMs: number;
  /** After this long without claims, half as much demand is expected. */
  readonly demandHalfLifeMs: number;
};

/** `hot` ones run, `frozen` ones cost no processor time and some milliseconds when they are claimed. */
export type PoolSize = { readonly hot: number; readonly frozen: number };

export type PoolStats = {
  readonly hot: number;
  readonly frozen: number;
  readonly making: number;
  /** Claims that got a box, and those that did not. */
  readonly hits: number;
  readonly misses: number;
  /** Boxes that were made, and tries that failed. */
  readonly refills: number;
  readonly failures: number;
  /** Disposed of without having been given out: dead, ill, too old or not needed any more. */
  readonly discarded: number;
  readonly shapes: readonly ShapeStats[];
};

export type ShapeStats = {
  readonly shape: BoxShape;
  readonly hot: number;
  readonly frozen: number;
  readonly making: number;
  readonly wanted: PoolSize;
};

export type BoxCost = { readonly memoryBytes: number; readonly cpuMs: number };

/** Sums over the boxes that wait; `untold` is how many of them nothing is known of. `cpuMs` counts since they were made. */
export type PoolCost = BoxCost & { readonly boxes: number; readonly untold: number };
