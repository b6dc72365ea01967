import type { ListedFile } from '../sandbox.ts';
import { listedSchema } from './file-stat.ts';
import type { Link } from './link.ts';
import { readLines } from './read-lines.ts';
import { requireDone } from './require-done.ts';
import { watchStreams } from './watch-streams.ts';

export type FolderToList = { readonly path: string; readonly depth: number; readonly limitMs: number };

/** `Files.list`. The agent begins when the first entry is asked for. */
export async function* listFolder(link: Link, folder: FolderToList): AsyncGenerator<ListedFile, void> {
  const { path, depth, limitMs } = folder;
  const stream = link.open({ op: 'list', path, depth }, 'operation', false);
  watchStreams(link, [stream], limitMs);
  try {
    for await (const batch of readLines({ link, stream, schema: listedSchema })) yield* batch;
    requireDone(await stream.outcome, 'no');
  } finally {
    stream.reset(); // gives up what was not asked for; otherwise all is over
  }
}
