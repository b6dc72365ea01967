import type { BaseNow } from '../../git/compare-base.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { listPathsShortly } from './list-paths-shortly.ts';

/** What a reviewer should know about the branch the change was made from; `null` when it is where it was. */
export function describeBase(
  { branch, baseSha }: Pick<Mirror, 'branch' | 'baseSha'>,
  base: BaseNow | null,
): string | null {
  const proved = `The proof was made on ${baseSha.slice(0, 10)}`;
  if (base === null) return `It could not be seen whether ${branch} moved on meanwhile. ${proved}.`;
  if (base.kind === 'same') return null;
  const moved = `${branch} moved on to ${base.tip.slice(0, 10)} meanwhile`;
  const files = listPathsShortly(base.paths);
  if (base.kind === 'conflicts') return `${moved} and conflicts with this change in ${files}. ${proved}.`;
  const where = base.paths.length === 0 ? 'in other files than this change' : `and changed ${files} as well`;
  return `${moved}, ${where}, without a conflict. ${proved}, and says nothing about both together.`;
}
