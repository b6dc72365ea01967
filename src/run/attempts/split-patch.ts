/** A file of a patch with the lines of its chunks, each with its sign; a line of a file that looks like a header is none. */
export type FileOfPatch = {
  readonly path: string;
  readonly lines: readonly string[];
  /** The line that names its content before and after; of a file that is no text there is nothing else. */
  readonly index: string;
};

/** The files of a patch as git writes it without renames. What cannot be read is left out. */
export function splitPatch(patch: string): readonly FileOfPatch[] {
  const files: { path: string; lines: string[]; index: string }[] = [];
  let left: Left = nothing;
  for (const line of patch.split('\n')) {
    const file = files.at(-1);
    if (file !== undefined && (left.old > 0 || left.new > 0)) {
      file.lines.push(line);
      left = afterLine(left, line);
      continue;
    }
    left = lengthOfChunk(line);
    const path = pathOf(line);
    if (path !== null) files.push({ path, lines: [], index: '' });
    else if (file !== undefined && line.startsWith('index ')) file.index = line;
  }
  return files;
}

/** Lines of a chunk that are still to come, on either side. */
type Left = { readonly old: number; readonly new: number };

const nothing: Left = { old: 0, new: 0 };
const beginning = 'diff --git ';

/** A header names the same path twice, in quotation marks where git thinks it needs them. */
function pathOf(line: string): string | null {
  if (!line.startsWith(beginning)) return null;
  const names = line.slice(beginning.length);
  const first = names.slice(0, (names.length - 1) / 2);
  return first.startsWith('"') ? first.slice(3, -1) : first.slice(2);
}

function lengthOfChunk(line: string): Left {
  const chunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
  return chunk === null ? nothing : { old: Number(chunk[1] ?? 1), new: Number(chunk[2] ?? 1) };
}

function afterLine(left: Left, line: string): Left {
  switch (line[0]) {
    case '+':
      return { ...left, new: left.new - 1 };
    case '-':
      return { ...left, old: left.old - 1 };
    case '\\':
      return left;
    default:
      return { old: left.old - 1, new: left.new - 1 };
  }
}
