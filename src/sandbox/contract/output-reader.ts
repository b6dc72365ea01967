/** Reads a stream in steps that a law can wait for. */
export class OutputReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** Everything so far, once it contains `wanted`. Throws when the stream ends without it. */
  async until(wanted: string): Promise<string> {
    while (!this.#text.includes(wanted)) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`The output ended without ${JSON.stringify(wanted)}: ${JSON.stringify(this.#text)}`);
      this.#text += this.#decoder.decode(value, { stream: true });
    }
    return this.#text;
  }

  /** Everything, once the stream has ended. */
  async rest(): Promise<string> {
    for (let read = await this.#reader.read(); !read.done; read = await this.#reader.read()) {
      this.#text += this.#decoder.decode(read.value, { stream: true });
    }
    return this.#text;
  }
}
