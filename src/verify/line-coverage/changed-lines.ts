import { changedHunks } from './changed-hunks.ts';

/** Which lines of `after` are not lines of `before`, counted from 1. */
export function changedLines(before: string | null, after: string | null): readonly number[] {
  return changedHunks(before, after).flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
  );
}
