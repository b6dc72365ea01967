import { splitIndent } from '../edit/prove-indent-rule.ts';

/** Lines by their index, `end` excluded. */
export type Scope = { readonly start: number; readonly end: number };

/**
 * What lies below the anchors, each looked for within the one before: to the next line that is indented no deeper. `null` when
 * there are no anchors. Several when the anchors stand in several places; none when they stand nowhere.
 */
export function findScopes(
  lines: readonly string[],
  anchors: readonly string[],
  cursor: number,
): readonly Scope[] | null {
  if (anchors.length === 0) return null;
  let scopes: readonly Scope[] = [{ start: 0, end: lines.length }];
  for (const anchor of anchors) {
    scopes = scopes.flatMap((scope) =>
      findAnchor(lines, anchor, scope).map((at) => ({ start: at + 1, end: Math.min(scope.end, scopeEnd(lines, at)) })),
    );
  }
  return scopes.filter(({ end }) => end > cursor);
}

/** By the whole line; failing that, by how it begins: diffs cut it. */
function findAnchor(lines: readonly string[], anchor: string, { start, end }: Scope): readonly number[] {
  const wanted = anchor.trim();
  const places = Array.from({ length: end - start }, (_, offset) => start + offset);
  const whole = places.filter((at) => lines[at]?.trim() === wanted);
  return whole.length > 0 ? whole : places.filter((at) => lines[at]?.trim().startsWith(wanted) === true);
}

function scopeEnd(lines: readonly string[], anchorAt: number): number {
  const depth = splitIndent(lines[anchorAt] ?? '')[0].length;
  const end = lines.findIndex((line, at) => {
    const [indent, rest] = splitIndent(line);
    return at > anchorAt && indent.length <= depth && BEGINS_SOMETHING.test(rest);
  });
  return end < 0 ? lines.length : end;
}

/** Not a closing bracket, nor an opening one on a line of its own, nor a preprocessor's line. */
const BEGINS_SOMETHING = /^(?!end\b|else\b|elif\b|except\b|finally\b|rescue\b|ensure\b)[\w@"'$<]/;
