import { numberLines } from '../number-lines.ts';
import { findBlocks } from './find-blocks.ts';
import { findText } from './find-text.ts';
import { lineNumberAt } from './line-number-at.ts';
import { nearestBlock } from './nearest-block.ts';

const MAX_SHOWN_LINES = 40;

type Named = { readonly old: string; readonly new: string };

/** Tells the model why `old` was not found, with the lines it most likely meant. `names`: what the two are called. */
export function explainMismatch(text: string, wanted: Named, names: Named = { old: '`old`', new: '`new`' }): string {
  const lines = text.split('\n');
  const applied = lineOfApplied(text, lines, wanted.new);
  if (applied !== null) {
    return `${names.old} is not in the file, but ${names.new} is, at line ${applied}: this edit seems already applied. View the file before you change more.`;
  }
  const oldLines = wanted.old.replace(/\n$/, '').split('\n').slice(0, MAX_SHOWN_LINES);
  const first = nearestBlock(lines, oldLines);
  if (first !== null) {
    return `${names.old} is not in the file. The nearest lines are:\n${showBlock(lines, oldLines, first)}`;
  }
  return `${names.old} is not in the file, nor anything like it. View the file and copy the text exactly.`;
}

/** The number of the line where `new` stands already, its indentation aside; so short a text stands anywhere. */
function lineOfApplied(text: string, lines: readonly string[], written: string): number | null {
  if (written.trim().length < 8) return null;
  const [exact] = findText(text, written, 1);
  if (exact !== undefined) return lineNumberAt(text, exact);
  const block = written.trim().split('\n');
  const [first] = findBlocks(lines.map(trim), block.map(trim), 1);
  return first === undefined ? null : first + 1;
}

function trim(line: string): string {
  return line.trim();
}

function showBlock(lines: readonly string[], oldLines: readonly string[], first: number): string {
  const block = lines.slice(first, first + oldLines.length);
  const at = oldLines.findIndex((line, offset) => block[offset] !== line);
  if (at < 0) return numberLines(block, first + 1);
  const difference = `The first difference is in line ${first + at + 1}:\n  file: ${show(block[at])}\n  old:  ${show(oldLines[at])}`;
  return `${numberLines(block, first + 1)}\n${difference}`;
}

/** Quoted, so that tabs, spaces at the end and characters without ink can be seen. */
function show(line: string | undefined): string {
  if (line === undefined) return '(end of file)';
  return JSON.stringify(line.slice(0, 300)).replaceAll(
    /[\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
