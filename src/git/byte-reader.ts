/** Reads a stream in exact pieces, and holds no more of it than the piece asked for and one chunk. */
export type ByteReader = AsyncDisposable & {
  /** What comes before the next newline, which is dropped; `null` when none comes within `maxBytes`. */
  line(maxBytes: number): Promise<string | null>;
  /** `null` when the stream ends before. */
  take(count: number): Promise<Buffer | null>;
  atEnd(): Promise<boolean>;
  /** Whether the end of the stream was met, by whatever looked for more. */
  hasEnded(): boolean;
};

export function byteReader(stream: AsyncIterable<Uint8Array>): ByteReader {
  const source = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let hasEnded = false;

  async function pull(): Promise<Buffer | null> {
    const next = await source.next();
    hasEnded = next.done === true;
    return next.done ? null : Buffer.from(next.value);
  }

  async function take(count: number): Promise<Buffer | null> {
    const chunks = [rest];
    for (let missing = count - rest.byteLength; missing > 0; ) {
      const chunk = await pull();
      if (chunk === null) return null;
      chunks.push(chunk);
      missing -= chunk.byteLength;
    }
    const bytes = chunks.length === 1 ? rest : Buffer.concat(chunks);
    rest = bytes.subarray(count);
    return bytes.subarray(0, count);
  }

  async function line(maxBytes: number): Promise<string | null> {
    while (!rest.includes('\n') && rest.byteLength <= maxBytes) {
      const chunk = await pull();
      if (chunk === null) return null;
      rest = Buffer.concat([rest, chunk]);
    }
    const length = rest.indexOf('\n');
    if (length < 0 || length > maxBytes) return null;
    return (await take(length + 1))?.toString('latin1', 0, length) ?? null;
  }

  async function atEnd(): Promise<boolean> {
    while (rest.byteLength === 0) {
      const chunk = await pull();
      if (chunk === null) return true;
      rest = chunk;
    }
    return false;
  }

  return {
    line,
    take,
    atEnd,
    hasEnded: () => hasEnded,
    [Symbol.asyncDispose]: async () => void (await source.return?.()),
  };
}
