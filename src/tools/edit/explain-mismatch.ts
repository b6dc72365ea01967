import { numberLines } from '../number-lines.ts';

const MAX_SHOWN_LINES = 40;
const MAX_SEARCHED_LINES = 50_000;

/** Tells the model why `old` was not found, with the lines it most likely meant. */
export function explainMismatch(text: string, wanted: { readonly old: string; readonly new: string }): string {
  const applied = wanted.new.trim().length >= 8 ? text.indexOf(wanted.new) : -1;
  if (applied >= 0) {
    const line = text.slice(0, applied).split('\n').length;
    return `\`old\` is not in the file, but \`new\` is, at line ${line}: this edit seems to be applied already.`;
  }
  const lines = text.split('\n').slice(0, MAX_SEARCHED_LINES);
  const oldLines = wanted.old.replace(/\n$/, '').split('\n').slice(0, MAX_SHOWN_LINES);
  const first = nearestBlock(lines, oldLines);
  if (first === null) return '`old` is not in the file, nor anything like it. View the file and copy the text exactly.';
  return `\`old\` is not in the file. The nearest lines are:\n${showBlock(lines, oldLines, first)}`;
}

function showBlock(lines: readonly string[], oldLines: readonly string[], first: number): string {
  const block = lines.slice(first, first + oldLines.length);
  const at = oldLines.findIndex((line, offset) => block[offset] !== line);
  const difference =
    at < 0
      ? ''
      : `\nThe first difference is in line ${first + at + 1}:\n  file: ${show(block[at])}\n  old:  ${show(oldLines[at])}`;
  return `${numberLines(block, first + 1)}${difference}`;
}

/** Quoted, so that tabs and spaces at the end can be seen. */
function show(line: string | undefined): string {
  return line === undefined ? '(end of file)' : JSON.stringify(line.slice(0, 300)).replaceAll('\u00a0', '\\u00a0');
}

/** The index of the line where most lines of `old` fall into place, blanks aside; failing that, where its longest line has a likeness. */
function nearestBlock(lines: readonly string[], oldLines: readonly string[]): number | null {
  const places = Map.groupBy(oldLines.keys(), (at) => oldLines[at]?.trim() ?? '');
  places.delete('');
  const votes = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    for (const offset of places.get(line.trim()) ?? []) {
      if (at >= offset) votes.set(at - offset, (votes.get(at - offset) ?? 0) + 1);
    }
  }
  const best = [...votes].reduce((a, b) => (b[1] > a[1] ? b : a), [-1, 0]);
  return best[1] > 0 ? best[0] : likestLine(lines, oldLines);
}

function likestLine(lines: readonly string[], oldLines: readonly string[]): number | null {
  const longest = oldLines.reduce((a, b) => (b.trim().length > a.trim().length ? b : a), '');
  const wanted = wordsOf(longest);
  const likeness = lines.map((line) => jaccard(wordsOf(line), wanted));
  const best = likeness.reduce((a, b) => Math.max(a, b), 0);
  if (best < 0.5) return null;
  return Math.max(0, likeness.indexOf(best) - oldLines.indexOf(longest));
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.slice(0, 500).match(/\w+/g) ?? []);
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length;
  return common === 0 ? 0 : common / (a.size + b.size - common);
}
