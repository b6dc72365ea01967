import type { EditResult } from '../edit/apply-edits.ts';
import { explainMismatch } from '../edit/explain-mismatch.ts';
import { locateChunk } from './locate-chunk.ts';
import type { Chunk } from './patch.ts';

const MAX_SHOWN_LINE_NUMBERS = 20;

type Replaced = { readonly first: number; readonly next: number; readonly lines: readonly string[] };

/** Applies all chunks to the text, or none. Each is looked for in the text as it was, after the one before it. */
export function applyChunks(text: string, chunks: readonly Chunk[]): EditResult {
  const isClosed = text === '' || text.endsWith('\n');
  const lines = text === '' ? [] : (isClosed ? text.slice(0, -1) : text).split('\n');
  const replaced: Replaced[] = [];
  for (const [index, chunk] of chunks.entries()) {
    const found = placeFreely(lines, chunk, replaced);
    if (typeof found === 'string') return { ok: false, problem: `${nameOf(chunk, index, chunks.length)}: ${found}` };
    replaced.push(found);
  }
  const written = replaceLines(lines, replaced);
  const closes = chunks.findLast((chunk) => chunk.finalNewline !== null)?.finalNewline ?? isClosed;
  const changed = written.join('\n') + (closes && written.length > 0 ? '\n' : '');
  return changed === text ? { ok: false, problem: 'the file already reads like that.' } : { ok: true, text: changed };
}

/** Clear of the chunks that have a place. A string says, to the model, why that cannot be. */
function placeFreely(lines: readonly string[], chunk: Chunk, replaced: readonly Replaced[]): Replaced | string {
  const found = placeChunk(lines, chunk, replaced.at(-1)?.next ?? 0);
  if (typeof found === 'string') return found;
  const isTaken = replaced.some(({ first, next }) => found.first < next && first < found.next);
  return isTaken ? 'it changes lines that another chunk changes, too.' : found;
}

function nameOf(chunk: Chunk, index: number, of: number): string {
  const anchor = chunk.anchors.at(-1);
  return `Chunk ${index + 1} of ${of}${anchor === undefined ? '' : ` (@@ ${anchor.slice(0, 100)})`}`;
}

function placeChunk(lines: readonly string[], chunk: Chunk, cursor: number): Replaced | string {
  if (chunk.old.length === 0) return placeInsertion(lines, chunk);
  const located = locateChunk(lines, chunk, cursor);
  switch (located.kind) {
    case 'missing':
      return explainMismatch(lines.join('\n'), { old: chunk.old.join('\n'), new: chunk.new.join('\n') }, NAMES);
    case 'ambiguous':
      return `its old lines are found ${located.firsts.length} times, at lines ${lineNumbers(located.firsts)}. Add lines of context, or an \`@@\` line with the function or class around it.`;
    case 'found': {
      const { first } = located.match;
      const written = located.match.replacement();
      if (written !== null) return { first, next: first + chunk.old.length, lines: written };
      return `its old lines match line ${first + 1} but for ${located.besides}, and how to write the new ones there is not certain. View the lines and copy them exactly.`;
    }
  }
}

const NAMES = { old: 'what its context and `-` lines say', new: 'what its context and `+` lines say' };

/** Lines without any around them have a place only in an empty file, or at the end of one. */
function placeInsertion(lines: readonly string[], chunk: Chunk): Replaced | string {
  if (lines.length > 0 && !chunk.isAtEnd) {
    return 'it has only `+` lines. Give lines of context before or after them, or `*** End of File` to add them at the end.';
  }
  return { first: lines.length, next: lines.length, lines: chunk.new };
}

function replaceLines(lines: readonly string[], replaced: readonly Replaced[]): readonly string[] {
  const parts: string[][] = [];
  let at = 0;
  for (const { first, next, lines: written } of replaced.toSorted((a, b) => a.first - b.first)) {
    parts.push(lines.slice(at, first), [...written]);
    at = next;
  }
  return [...parts, lines.slice(at)].flat();
}

function lineNumbers(firsts: readonly number[]): string {
  return firsts
    .slice(0, MAX_SHOWN_LINE_NUMBERS)
    .map((first) => first + 1)
    .join(', ');
}
