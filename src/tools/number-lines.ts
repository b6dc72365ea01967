const MAX_LINE_CHARACTERS = 2_000;

/** Lines with their numbers in a gutter; `first` is the number of the first. */
export function numberLines(lines: readonly string[], first: number): string {
  const width = String(first + lines.length - 1).length;
  return lines.map((line, index) => `${String(first + index).padStart(width)}│${shorten(line)}`).join('\n');
}

function shorten(line: string): string {
  if (line.length <= MAX_LINE_CHARACTERS) return line;
  return `${line.slice(0, MAX_LINE_CHARACTERS)} [… ${line.length - MAX_LINE_CHARACTERS} more characters]`;
}
