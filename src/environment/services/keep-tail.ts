export type Tail = {
  /** The last characters that came so far. */
  text(): string;
  /** Resolves when every stream has ended. */
  readonly ended: Promise<unknown>;
};

/** Reads streams to their end, so that nobody waits for a reader, and keeps only the last characters. */
export function keepTail(streams: readonly ReadableStream<Uint8Array>[], characters: number): Tail {
  let tail = '';
  const ended = Promise.all(
    streams.map((stream) =>
      readAll(stream, (text) => {
        tail = (tail + text).slice(-characters);
      }),
    ),
  );
  return { text: () => tail, ended };
}

async function readAll(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of stream) take(decoder.decode(bytes, { stream: true }));
  } catch {
    // The box is gone, and with it whatever else there was to read.
  }
}
