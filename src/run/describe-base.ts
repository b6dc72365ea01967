import type { BaseNow } from '../git/compare-base.ts';
import type { Mirror } from '../git/open-mirror.ts';

/** What a reviewer should know about the branch the change was made from; `null` when it is where it was. */
export function describeBase(
  { branch, baseSha }: Pick<Mirror, 'branch' | 'baseSha'>,
  base: BaseNow | null,
): string | null {
  const proved = `The proof was made on ${baseSha.slice(0, 10)}`;
  if (base === null) return `It could not be seen whether ${branch} moved on meanwhile. ${proved}.`;
  if (base.kind === 'same') return null;
  const moved = `${branch} moved on to ${base.tip.slice(0, 10)} meanwhile`;
  const files = listed(base.paths);
  if (base.kind === 'conflicts') return `${moved} and conflicts with this change in ${files}. ${proved}.`;
  if (base.paths.length === 0) return `${moved}, in other files than this change. ${proved}.`;
  return `${moved} and changed ${files} as well, without a conflict. ${proved}, and says nothing about both together.`;
}

const shown = 5;

function listed(paths: readonly string[]): string {
  const more = paths.length > shown ? ` and ${paths.length - shown} more` : '';
  return `${paths.slice(0, shown).join(', ')}${more}`;
}
