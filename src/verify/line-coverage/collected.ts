import { z } from 'zod';
import { parseJsonLines } from '../parse-json-lines.ts';

const offset = z.int().nonnegative();
const path = z.string().max(4096);
const range = z.object({ start: offset, end: offset, count: z.number().nonnegative() });
const position = z.object({ line: z.int().positive(), column: z.number().nonnegative() });
const lines = z.array(z.int().positive());

const record = z.discriminatedUnion('kind', [
  /** What V8 ran under a file's address. `length`: of the text it ran; `address`: as V8 names it. */
  z.object({ kind: z.literal('script'), path, address: z.string(), length: offset, ranges: z.array(range) }),
  /** What an instrumented file counted, in the lines and columns of its source. */
  z.object({
    kind: z.literal('parts'),
    path,
    parts: z.array(z.object({ start: position, end: position, count: z.number().nonnegative() })),
  }),
  /** What Python's coverage counted. */
  z.object({ kind: z.literal('lines'), path, executed: lines, missed: lines }),
  /** Lines that hold nothing but types. */
  z.object({ kind: z.literal('types'), path, lines }),
  /** Written last: the files of the checkout that were loaded. */
  z.object({ kind: z.literal('loaded'), paths: z.array(path) }),
]);

export type Collected = z.infer<typeof record>;

/** What the box's collector printed; `null` when it is not whole, because then what is missing would look untested. */
export function parseCollected(text: string): readonly Collected[] | null {
  const records = parseJsonLines(text, record);
  return records?.at(-1)?.kind === 'loaded' ? records : null;
}
