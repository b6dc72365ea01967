/** Part of a text, `end` not included, and how often it was executed. As V8 says it: of several, the innermost counts. */
export type CountedRange = { readonly start: number; readonly end: number; readonly count: number };

/** What is known of one character, in the order in which a later report can only add. */
export const executionStates = { unknown: 0, missed: 1, executed: 2 } as const;

/**
 * Marks each character of a text with what one report says of it; executed once is executed. Ranges that reach out of the
 * one they begin in are cut, so that the time is that of the text however they lie.
 */
export function markExecuted(states: Uint8Array, ranges: readonly CountedRange[]): void {
  const open: CountedRange[] = [];
  let at = 0;
  const markUntil = (end: number) => {
    const count = open.at(-1)?.count;
    if (count !== undefined) mark(states, { start: at, end, count });
    at = Math.max(at, end);
  };
  const closeUntil = (start: number) => {
    for (let top = open.at(-1); top !== undefined && top.end <= start; top = open.at(-1)) {
      markUntil(top.end);
      open.pop();
    }
  };
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    closeUntil(range.start);
    markUntil(range.start);
    open.push({ ...range, end: Math.min(range.end, open.at(-1)?.end ?? states.length) });
  }
  closeUntil(Infinity);
}

function mark(states: Uint8Array, { start, end, count }: CountedRange): void {
  const { missed, executed } = executionStates;
  if (count > 0) states.fill(executed, start, end);
  else for (let at = start; at < end; at += 1) if (states[at] !== executed) states[at] = missed;
}
