import { z } from 'zod';
import { type ReadOptions, SandboxFault } from '../sandbox.ts';
import { askAgent } from './ask-agent.ts';
import type { BoxStream } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { ByteQueue } from './byte-queue.ts';
import type { Link } from './link.ts';

export type FileToRead = ReadOptions & { readonly path: string; readonly limitMs: number };

/** `Files.read`. */
export async function readFile(link: Link, file: FileToRead): Promise<Uint8Array | null> {
  const { path, maxBytes, range, limitMs } = file;
  refuseOddRange(file);
  const content = new ByteQueue();
  const { found } = await askAgent(link, {
    request: { op: 'read', path, maxBytes, range },
    answer: z.object({ found: z.boolean() }),
    ranWhenRefused: 'no',
    limitMs,
    output: (stream) => collect(link, stream, { content, maxBytes }),
  });
  return found ? content.drain() : null;
}

function refuseOddRange({ range }: ReadOptions): void {
  if (!range) return;
  const { start, end } = range;
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start) return;
  throw new SandboxFault(`There is no range from ${start} to ${end}`, { code: 'invalid', ran: 'no' });
}

async function collect(link: Link, stream: BoxStream, into: { content: ByteQueue; maxBytes: number }): Promise<void> {
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
    into.content.push(bytes);
    if (into.content.size <= into.maxBytes) continue;
    const fault = brokenProtocol('more of a file than it was asked for');
    link.fail(fault);
    throw fault;
  }
}
