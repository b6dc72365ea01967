import { splitIndent } from './prove-indent-rule.ts';

/** By how many spaces these lines mostly go deeper from one to the next; `null` where none does. */
export function indentUnit(lines: readonly string[]): number | null {
  const counts = new Map<number, number>();
  let before = 0;
  for (const line of lines) {
    const [indent, rest] = splitIndent(line);
    if (rest === '' || rest.startsWith('*') || !/^ *$/.test(indent)) continue;
    const step = indent.length - before;
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    before = indent.length;
  }
  const best = [...counts].toSorted(([a, x], [b, y]) => y - x || a - b)[0];
  return best?.[0] ?? null;
}
