import { z } from 'zod';
import { askAgent } from './ask-agent.ts';
import type { BoxStream } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { ByteQueue } from './byte-queue.ts';
import type { Link } from './link.ts';

export type FileToRead = { readonly path: string; readonly maxBytes: number; readonly limitMs: number };

/** `Files.read`. */
export async function readFile(link: Link, { path, maxBytes, limitMs }: FileToRead): Promise<Uint8Array | null> {
  const content = new ByteQueue();
  const { found } = await askAgent(link, {
    request: { op: 'read', path, maxBytes },
    answer: z.object({ found: z.boolean() }),
    ranWhenRefused: 'no',
    limitMs,
    transfer: (stream) => collect(link, stream, { content, maxBytes }),
  });
  return found ? content.drain() : null;
}

async function collect(link: Link, stream: BoxStream, into: { content: ByteQueue; maxBytes: number }): Promise<void> {
  stream.end();
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
    into.content.push(bytes);
    if (into.content.size <= into.maxBytes) continue;
    const fault = brokenProtocol('more of a file than it was asked for');
    link.fail(fault);
    throw fault;
  }
}
