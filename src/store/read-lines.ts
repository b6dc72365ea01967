import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { Fault } from '../errors.ts';

export type Line = {
  /** Empty where its bytes are no text: other bytes must not come to read as the same. */
  readonly text: string;
  /** It has its line feed: whoever wrote it had the time to finish. */
  readonly isWhole: boolean;
};

/** Twice what the record's own writer makes of its longest event. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** A file's lines, one at a time in memory. Throws a `Fault` when there is no file, or a line of a length nobody writes. */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(file)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield { text: textOf([...parts, chunk.subarray(start, end)]), isWhole: true };
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > MAX_LINE_BYTES) throw new Fault(`A line of ${file} is longer than any that Sandpiper writes.`);
  }
  if (length > 0) yield { text: textOf(parts), isWhole: false };
}

function textOf(parts: readonly Buffer[]): string {
  const bytes = Buffer.concat(parts);
  return isUtf8(bytes) ? bytes.toString('utf8') : '';
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file)) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw new Fault(`${file} could not be read: ${cause.message}`, {
      cause,
      nextAction: 'Name a run by its id, or by the folder of its record.',
    });
  }
}
