import type { Duplex } from 'node:stream';
import { SandboxFault } from '../sandbox.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { type Frame, frameDecoder } from './frame.ts';

/** What may come before the point at which a resumed link begins: what lay in the pipes. */
const MAX_STALE_BYTES = 8 * 1024 * 1024;

export type FrameSink = { frame(frame: Frame): void; end(fault: SandboxFault): void };

/** The frames that a box sends. With a `nonce` everything before it is thrown away. A sink gets them as they come. */
export class FrameSource {
  readonly #decode = frameDecoder();
  readonly #early: Frame[] = [];
  #arrived = Promise.withResolvers<void>();
  #stale: StaleBytes | null;
  #sink: FrameSink | null = null;
  #end: SandboxFault | null = null;

  constructor(duplex: Duplex, nonce: Buffer | null) {
    this.#stale = nonce && { nonce, tail: Buffer.alloc(0), skipped: 0 };
    duplex.on('data', (chunk: Buffer) => this.#accept(chunk));
    duplex.on('end', () => this.#finish(lostLink()));
    duplex.on('error', (error) => this.#finish(lostLink(error)));
    duplex.on('close', () => this.#finish(lostLink()));
  }

  /** Only before there is a sink. */
  async next(): Promise<Frame> {
    while (true) {
      const frame = this.#early.shift();
      if (frame) return frame;
      if (this.#end) throw this.#end;
      await this.#arrived.promise;
    }
  }

  pipe(sink: FrameSink): void {
    for (const frame of this.#early.splice(0)) sink.frame(frame);
    this.#sink = sink;
    if (this.#end) sink.end(this.#end);
  }

  #accept(chunk: Buffer): void {
    if (this.#end) return;
    try {
      const fresh = this.#stale ? this.#skipStale(this.#stale, chunk) : chunk;
      for (const frame of this.#decode(fresh)) this.#deliver(frame);
    } catch (error) {
      this.#finish(error instanceof SandboxFault ? error : lostLink(error));
    }
  }

  #deliver(frame: Frame): void {
    if (this.#end) return;
    if (this.#sink) {
      this.#sink.frame(frame);
      return;
    }
    this.#early.push(frame);
    this.#tell();
  }

  #skipStale(stale: StaleBytes, chunk: Buffer): Buffer {
    const searched = Buffer.concat([stale.tail, chunk]);
    const at = searched.indexOf(stale.nonce);
    if (at >= 0) {
      this.#stale = null;
      return searched.subarray(at + stale.nonce.length);
    }
    stale.skipped += chunk.length;
    if (stale.skipped > MAX_STALE_BYTES) throw brokenProtocol('it did not take the link up again');
    stale.tail = Buffer.from(searched.subarray(Math.max(0, searched.length - stale.nonce.length + 1)));
    return Buffer.alloc(0);
  }

  #finish(fault: SandboxFault): void {
    if (this.#end) return;
    this.#end = fault;
    this.#sink?.end(fault);
    this.#tell();
  }

  #tell(): void {
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }
}

type StaleBytes = { readonly nonce: Buffer; tail: Buffer; skipped: number };

function lostLink(cause?: unknown): SandboxFault {
  return new SandboxFault('The link to the sandbox was lost', { code: 'lost', ran: 'unknown', cause });
}
