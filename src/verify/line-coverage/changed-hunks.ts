/** Lines that changed and follow one another. Counted from 1, both included; `to` before `from` where lines only went. */
export type ChangedHunk = { readonly from: number; readonly to: number; readonly removed: readonly string[] };

/**
 * Sets two texts against each other, line by line; `null` is a file that is not there. Lines that occur once in both hold them
 * together, so the time grows with the text and not with its square; what lies between two of them has changed.
 */
export function changedHunks(before: string | null, after: string | null): readonly ChangedHunk[] {
  const sides = { old: linesOf(before), now: linesOf(after) };
  const whole = { old: { from: 0, to: sides.old.length }, now: { from: 0, to: sides.now.length } };
  return compare(sides, whole, 0).map(({ old, now }) => ({
    from: now.from + 1,
    to: now.to,
    removed: sides.old.slice(old.from, old.to),
  }));
}

type Sides = { readonly old: readonly string[]; readonly now: readonly string[] };
/** `to` is not included. */
type Span = { readonly from: number; readonly to: number };
type Stretch = { readonly old: Span; readonly now: Span };

/** A text made to be divided again and again is not. */
const maxDepth = 8;

function linesOf(text: string | null): readonly string[] {
  if (text === null || text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function compare(sides: Sides, stretch: Stretch, depth: number): readonly Stretch[] {
  const rest = trim(sides, stretch);
  const oldLines = rest.old.to - rest.old.from;
  const nowLines = rest.now.to - rest.now.from;
  if (oldLines === 0 && nowLines === 0) return [];
  const parts = oldLines === 0 || nowLines === 0 || depth === maxDepth ? [rest] : divide(sides, rest);
  return parts.length === 1 ? parts : parts.flatMap((part) => compare(sides, part, depth + 1));
}

/** Without the lines that are the same at its beginning and its end. */
function trim({ old, now }: Sides, stretch: Stretch): Stretch {
  const shorter = Math.min(stretch.old.to - stretch.old.from, stretch.now.to - stretch.now.from);
  let head = 0;
  while (head < shorter && old[stretch.old.from + head] === now[stretch.now.from + head]) head += 1;
  let tail = 0;
  while (head + tail < shorter && old[stretch.old.to - 1 - tail] === now[stretch.now.to - 1 - tail]) tail += 1;
  const inner = ({ from, to }: Span) => ({ from: from + head, to: to - tail });
  return { old: inner(stretch.old), now: inner(stretch.now) };
}

function divide(sides: Sides, { old, now }: Stretch): readonly Stretch[] {
  const parts: Stretch[] = [];
  let start = { old: old.from, now: now.from };
  for (const anchor of inOrder(anchorsOf(sides, { old, now }))) {
    parts.push({ old: { from: start.old, to: anchor.old }, now: { from: start.now, to: anchor.now } });
    start = { old: anchor.old + 1, now: anchor.now + 1 };
  }
  return [...parts, { old: { from: start.old, to: old.to }, now: { from: start.now, to: now.to } }];
}

type Anchor = { readonly old: number; readonly now: number };

function anchorsOf(sides: Sides, stretch: Stretch): readonly Anchor[] {
  const old = onlyOnce(sides.old, stretch.old);
  return [...onlyOnce(sides.now, stretch.now)].flatMap(([line, at]) => {
    const before = old.get(line);
    return before === undefined ? [] : [{ old: before, now: at }];
  });
}

function onlyOnce(lines: readonly string[], { from, to }: Span): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const again = new Set<string>();
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? '';
    if (found.has(line)) again.add(line);
    found.set(line, at);
  }
  for (const line of again) found.delete(line);
  return found;
}

/** The longest row of anchors that is in order on both sides. They arrive in the order of `now`. */
function inOrder(anchors: readonly Anchor[]): readonly Anchor[] {
  const ends: Link[] = [];
  for (const anchor of anchors) {
    const at = placeOf(ends, anchor.old);
    ends[at] = { anchor, previous: ends[at - 1] };
  }
  const row: Anchor[] = [];
  for (let link = ends.at(-1); link !== undefined; link = link.previous) row.push(link.anchor);
  return row.toReversed();
}

type Link = { readonly anchor: Anchor; readonly previous: Link | undefined };

function placeOf(ends: readonly Link[], old: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle]?.anchor.old ?? 0) < old) low = middle + 1;
    else high = middle;
  }
  return low;
}
