import type { Budget } from '../attempt.ts';

/** The time of an attempt, as the clock on the wall tells it. */
export type Wall = {
  /** Aborted when it is time for the last turn. */
  readonly work: AbortSignal;
  /** Aborted when the time is up. */
  readonly end: AbortSignal;
  /** Milliseconds that are set aside for the last turn. */
  readonly reserveMs: number;
};

const RESERVED_SHARE = 0.1;
const MAX_RESERVED_MS = 90_000;
/** A longer timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export function openWall({ minutes }: Budget): Wall {
  const wholeMs = Math.min(Math.ceil(minutes * 60_000), MAX_TIMER_MS);
  const reserveMs = Math.min(Math.floor(wholeMs * RESERVED_SHARE), MAX_RESERVED_MS);
  return { work: AbortSignal.timeout(wholeMs - reserveMs), end: AbortSignal.timeout(wholeMs), reserveMs };
}
