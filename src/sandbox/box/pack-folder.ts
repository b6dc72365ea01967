import type { BoxStream } from './box-stream.ts';
import type { Link } from './link.ts';
import { requireDone } from './require-done.ts';
import { watchStreams } from './watch-streams.ts';

export type FolderToPack = { readonly path: string; readonly exclude: readonly string[] };

/** `Files.pack`. The agent begins when the stream is first read. */
export function packFolder(link: Link, folder: FolderToPack, limitMs: number): ReadableStream<Uint8Array> {
  let stream: BoxStream | undefined;
  const begin = (): BoxStream => {
    const opened = link.open({ op: 'pack', ...folder }, 'operation', false);
    watchStreams(link, [opened], limitMs);
    return opened;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        stream ??= begin();
        const bytes = await stream.read();
        if (bytes !== null) return controller.enqueue(bytes);
        requireDone(await stream.outcome, 'no');
        controller.close();
      },
      cancel() {
        stream?.reset();
      },
    },
    { highWaterMark: 0 },
  );
}
