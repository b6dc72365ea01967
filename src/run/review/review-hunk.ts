import type { ChangedText } from '../../verify/changed-text.ts';
import { changedHunks } from '../../verify/line-coverage/changed-hunks.ts';

/** A hunk as it is set against words: what went, what came, and what they stand in. */
export type ReviewHunk = {
  readonly path: string;
  /** Lines at head, both included; `to` before `from` where lines only went. */
  readonly from: number;
  readonly to: number;
  readonly changedLines: number;
  readonly text: string;
};

const limits = { hunks: 400, characters: 20_000, heading: 200 };

/** The hunks of all changed texts; of very many, the first. Their text is cut, so that a generated file costs nothing. */
export function reviewHunks(texts: readonly ChangedText[]): readonly ReviewHunk[] {
  return texts.flatMap(hunksOf).slice(0, limits.hunks);
}

function hunksOf({ path, before, after }: ChangedText): readonly ReviewHunk[] {
  const lines = after?.split('\n') ?? [];
  return changedHunks(before, after).map(({ from, to, removed }) => {
    const added = lines.slice(from - 1, to);
    const text = [headingOf(lines, from), ...removed, ...added].join('\n').slice(0, limits.characters);
    return { path, from, to, changedLines: Math.max(removed.length, added.length), text };
  });
}

/** The last line above that begins at the margin: mostly the function it is in, as git shows it. */
function headingOf(lines: readonly string[], from: number): string {
  const above = lines.slice(Math.max(0, from - 1 - limits.heading), from - 1);
  return above.findLast((line) => /^[\w$@]/.test(line)) ?? '';
}
