import { foldPunctuation, keepPunctuation } from './fold-punctuation.ts';
import { indentUnit } from './indent-unit.ts';
import { proveIndentRule, splitIndent } from './prove-indent-rule.ts';
import { type Block, rewriteBlock } from './rewrite-block.ts';

/** A way to read lines under which some that differ in bytes are the same. */
export type LineReading = {
  /** In what lines may differ, in words for the model. */
  readonly besides: string;
  /** Lines of which this gives the same are the same. */
  readonly same: (line: string) => string;
  /** The new lines as they go into the file in place of this block; `null` when that would be a guess. */
  readonly rewrite: (block: Block, newLines: readonly string[]) => readonly string[] | null;
};

export const asTheyAre: LineReading = {
  besides: 'nothing',
  same: (line) => line,
  rewrite: (block, newLines) => rewriteBlock(block, newLines, (gap) => gap.newLines),
};

export const withOtherTails: LineReading = {
  besides: 'spaces at the ends of lines',
  same: (line) => line.trimEnd(),
  rewrite: asTheyAre.rewrite,
};

export const withOtherPunctuation: LineReading = {
  besides: 'typographic quotes, dashes or spaces',
  same: (line) => foldPunctuation(line.trimEnd()),
  rewrite: rewritePunctuation,
};

export const withOtherIndent: LineReading = {
  besides: 'indentation',
  same: (line) => line.trim(),
  rewrite: (block, newLines) => {
    const depths = new Set(block.oldLines.filter(showsDepth).map(indentOf));
    const evidence = { pairs: indentsOf(block), depths, fileUnit: indentUnit(block.allLines) };
    const rule = proveIndentRule(evidence, newLines.filter(showsDepth).map(indentOf));
    return rule && rewriteBlock(block, newLines, (gap) => indentAll(gap.newLines, rule));
  },
};

/** Also for a block whose first and last line are parts of lines. */
export function rewritePunctuation(block: Block, newLines: readonly string[]): readonly string[] | null {
  return rewriteBlock(block, newLines, (gap) => {
    if (gap.oldLines.length === 0 || gap.newLines.length === 0) return gap.newLines;
    const [file, old] = [gap.fileLines, gap.oldLines].map((lines) => joinTrimmed(lines));
    return keepPunctuation({ file: file ?? '', old: old ?? '' }, gap.newLines.join('\n'))?.split('\n') ?? null;
  });
}

/** What the two have at the ends of lines would put their characters out of step. */
function joinTrimmed(lines: readonly string[]): string {
  return lines.map((line) => line.trimEnd()).join('\n');
}

function showsDepth(line: string): boolean {
  const text = line.trimStart();
  return text !== '' && !text.startsWith('*');
}

function indentsOf({ fileLines, oldLines }: Block): readonly (readonly [model: string, file: string])[] {
  return oldLines.flatMap((line, at) =>
    line.trim() === '' ? [] : [[indentOf(line), indentOf(fileLines[at] ?? '')] as const],
  );
}

function indentOf(line: string): string {
  return splitIndent(line)[0];
}

function indentAll(lines: readonly string[], rule: (indent: string) => string | null): readonly string[] | null {
  const written: string[] = [];
  for (const line of lines) {
    const [indent, rest] = splitIndent(line);
    const fileIndent = rest === '' ? '' : rule(indent);
    if (fileIndent === null) return null;
    written.push(fileIndent + rest);
  }
  return written;
}
