import { DraftChunk } from './draft-chunk.ts';
import type { Chunk } from './patch.ts';

/** The chunks in the lines below a file's header. How many lines a `@@` announces is not believed. */
export function readChunks(lines: readonly string[]): readonly Chunk[] {
  const drafts = [new DraftChunk()];
  for (const line of lines) {
    const open = drafts.at(-1);
    const begins = open === undefined || open.isAtEnd || (line.startsWith('@@') && open.hasLines);
    const draft = begins ? new DraftChunk() : open;
    if (begins) drafts.push(draft);
    draft.read(line);
  }
  return drafts.map((one) => one.finish()).filter((chunk) => chunk.old.length + chunk.new.length > 0);
}
