/** Lines of the file and, one for one, what the model wrote for them. */
export type Block = {
  readonly fileLines: readonly string[];
  readonly oldLines: readonly string[];
  /** For a line of the new ones, the line here that it repeats; in the same order on both sides. */
  readonly repeated: ReadonlyMap<number, number>;
  /** The whole file that the block is from. */
  readonly allLines: readonly string[];
};

/** Lines between two that are repeated. */
export type Gap = {
  readonly fileLines: readonly string[];
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
};

/**
 * `newLines` as they go into the file. A line that the model merely repeated stays the file's own, byte for byte, so that
 * reading `old` leniently changes nothing that was not meant; what stands between such lines is written by `write`, which
 * gives `null` when it would have to guess.
 */
export function rewriteBlock(
  { fileLines, oldLines, repeated }: Block,
  newLines: readonly string[],
  write: (gap: Gap) => readonly string[] | null,
): readonly string[] | null {
  const written: string[] = [];
  let oldAt = 0;
  let newAt = 0;
  for (const [nextNew, nextOld] of [...repeated, [newLines.length, oldLines.length] as const]) {
    const lines = write({
      fileLines: fileLines.slice(oldAt, nextOld),
      oldLines: oldLines.slice(oldAt, nextOld),
      newLines: newLines.slice(newAt, nextNew),
    });
    if (lines === null) return null;
    written.push(
      ...lines.map((line, at) => endLike(fileLines, line, newAt + at === newLines.length - 1)),
      ...fileLines.slice(nextOld, nextOld + 1),
    );
    oldAt = nextOld + 1;
    newAt = nextNew + 1;
  }
  return written;
}

/** In a file of mixed line ends, a new line ends like the first one that is replaced, and the last like the last. */
function endLike(fileLines: readonly string[], line: string, isLast: boolean): string {
  const model = isLast ? fileLines.at(-1) : fileLines[0];
  return model?.endsWith('\r') === true && !line.endsWith('\r') ? `${line}\r` : line;
}
