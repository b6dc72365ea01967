import { z } from 'zod';
import type { FileChange } from '../sandbox.ts';
import type { BoxStream } from './box-stream.ts';
import type { Link } from './link.ts';
import { readLines } from './read-lines.ts';
import { requireDone } from './require-done.ts';

const changeSchema: z.ZodType<FileChange> = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['created', 'changed', 'removed']), path: z.string() }),
  z.object({ kind: z.literal('overflow') }),
]);

/** `Files.watch`. The agent begins now: what the box is asked to do later is seen. */
export function watchFolder(link: Link, path: string, signal: AbortSignal): AsyncIterable<FileChange> {
  if (signal.aborted) return noChanges();
  const stream = link.open({ op: 'watch', path }, 'operation', false);
  const giveUp = () => stream.reset();
  signal.addEventListener('abort', giveUp);
  void stream.over.then(() => signal.removeEventListener('abort', giveUp));
  return changesOf(link, stream, signal);
}

async function* changesOf(link: Link, stream: BoxStream, signal: AbortSignal): AsyncGenerator<FileChange, void> {
  try {
    for await (const batch of readLines({ link, stream, schema: changeSchema })) yield* batch;
    if (!signal.aborted) requireDone(await stream.outcome, 'no');
  } finally {
    stream.reset();
  }
}

async function* noChanges(): AsyncGenerator<FileChange, void> {
  // The signal had fired already.
}
