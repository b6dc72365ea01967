import type { BoxStream } from './box-stream.ts';

/** What the box sends on a stream. Cancelling it throws the rest away; the process goes on. */
export function readStream(stream: BoxStream): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const bytes = await stream.read();
        if (bytes === null) controller.close();
        else controller.enqueue(bytes);
      },
      cancel() {
        stream.discard();
      },
    },
    { highWaterMark: 0 },
  );
}
