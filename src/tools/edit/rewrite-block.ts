/** Lines of the file and, one for one, what the model wrote for them. */
export type Block = {
  readonly fileLines: readonly string[];
  readonly oldLines: readonly string[];
  /** For a line of the new ones, the line here that it repeats. */
  readonly repeated: ReadonlyMap<number, number>;
};

/**
 * `newLines` as they go into the file. A line that the model merely repeated stays the file's own, byte for byte, so that
 * reading `old` leniently changes nothing that was not meant; the others are written by `write`, which gives `null` when it
 * would have to guess.
 */
export function rewriteBlock(
  block: Block,
  newLines: readonly string[],
  write: (line: string, at: number) => string | null,
): readonly string[] | null {
  const written: string[] = [];
  for (const [at, line] of newLines.entries()) {
    const source = block.repeated.get(at);
    const own = source === undefined ? undefined : block.fileLines[source];
    const text = own ?? write(line, at);
    if (text === null) return null;
    written.push(text);
  }
  return written;
}
