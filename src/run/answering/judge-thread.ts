import type { Hunk, LineRange } from '../../git/read-hunks.ts';

/** Whether lines of a file are still as they were, by the places at which it differs from then. */
export type ThreadChange =
  | { readonly kind: 'unchanged' }
  /** What stands there now, both ends included; `null`: nothing. */
  | { readonly kind: 'changed'; readonly now: { readonly start: number; readonly end: number } | null };

/** Lines that were put beside them change nothing about them. */
export function judgeThread(
  lines: { readonly start: number; readonly end: number },
  hunks: readonly Hunk[],
): ThreadChange {
  const touching = hunks.filter(({ before }) => before.start <= lines.end && lastOf(before) >= lines.start);
  if (touching.length === 0) return { kind: 'unchanged' };
  const left = touching.map(({ after }) => after).filter(({ count }) => count > 0);
  if (left.length === 0) return { kind: 'changed', now: null };
  return {
    kind: 'changed',
    now: { start: Math.min(...left.map(({ start }) => start)), end: Math.max(...left.map(lastOf)) },
  };
}

const lastOf = ({ start, count }: LineRange) => start + count - 1;
