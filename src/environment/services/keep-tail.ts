/** Reads streams to their end, so that nobody waits for a reader, and gives the last characters that came so far. */
export function keepTail(streams: readonly ReadableStream<Uint8Array>[], characters: number): () => string {
  let tail = '';
  for (const stream of streams) {
    void readAll(stream, (text) => {
      tail = (tail + text).slice(-characters);
    });
  }
  return () => tail;
}

async function readAll(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of stream) take(decoder.decode(bytes, { stream: true }));
  } catch {
    // The box is gone, and with it whatever else there was to read.
  }
}
