import { z } from 'zod';
import type { BoxStream } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import type { Link } from './link.ts';

/** A path of the kernel's longest, with every byte of it escaped, fits. */
const MAX_LINE_BYTES = 64 * 1024;

export type Lines<T> = { readonly link: Link; readonly stream: BoxStream; readonly schema: z.ZodType<T> };

/** What a box sends as lines of JSON, as many at a time as arrived together. */
export async function* readLines<T>({ link, stream, schema }: Lines<T>): AsyncGenerator<readonly T[], void> {
  const refuse = (detail: string, cause?: unknown): never => {
    const fault = brokenProtocol(detail, cause);
    link.fail(fault);
    throw fault;
  };
  const batchSchema = z.array(schema);
  let rest = Buffer.alloc(0);
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
    const all = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    const end = all.lastIndexOf(NEWLINE);
    rest = Buffer.from(all.subarray(end + 1));
    if (rest.length > MAX_LINE_BYTES) refuse('a line without an end');
    if (end < 0) continue;
    const parsed = batchSchema.safeParse(parseJson(all.subarray(0, end)));
    yield parsed.success ? parsed.data : refuse('a line of a shape it does not have', parsed.error);
  }
  if (rest.length > 0 && !stream.isBroken) refuse('half a line');
}

const NEWLINE = 0x0a;

/** `undefined`, which no schema takes, when it is not JSON. */
function parseJson(lines: Buffer): unknown {
  try {
    return JSON.parse(`[${lines.toString().replaceAll('\n', ',')}]`);
  } catch {
    return undefined;
  }
}
