import { findBlocks } from './find-blocks.ts';
import type { LineReading } from './line-readings.ts';

/** No more places than this are looked for. */
export const MAX_MATCHES = 10_001;

export type WantedLines = {
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** For a line of `new`, the line of `old` that it repeats; in the same order on both sides. `null`: too many to tell. */
  readonly repeated: () => ReadonlyMap<number, number> | null;
};

export type LineMatch = {
  /** The index of its first line; it has as many as `old`. */
  readonly first: number;
  /** `null` when it cannot be told without guessing. */
  readonly replacement: () => readonly string[] | null;
};

/** Every place where the lines of `old` stand, read in one way, overlaps included. */
export function matchLines(
  fileLines: readonly string[],
  wanted: WantedLines,
  { same, rewrite }: LineReading,
): readonly LineMatch[] {
  return findBlocks(fileLines.map(same), wanted.old.map(same), MAX_MATCHES).map((first) => ({
    first,
    replacement: () => {
      const repeated = wanted.repeated();
      if (repeated === null) return null;
      const block = fileLines.slice(first, first + wanted.old.length);
      return rewrite({ fileLines: block, oldLines: wanted.old, repeated, allLines: fileLines }, wanted.new);
    },
  }));
}
