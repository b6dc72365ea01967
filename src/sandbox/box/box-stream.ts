import { constants } from 'node:os';
import type { SandboxFault } from '../sandbox.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { ByteQueue } from './byte-queue.ts';
import { FrameType, MAX_DATA_BYTES, WINDOW_BYTES } from './frame.ts';

/** What a stream needs of its link. */
export type StreamLink = {
  readonly send: (type: number, stream: number, payload?: Uint8Array) => void;
  /** Resolves when the link may take more data; `null` when it does now. */
  readonly congestion: () => Promise<void> | null;
  readonly forget: (stream: number) => void;
};

/**
 * `operation`: opened by the host, answered with a result. `output`: a second stream of an operation, from the box
 * only. `connection`: opened by the box.
 */
export type StreamKind = 'operation' | 'output' | 'connection';

/** How an operation ended. `refused`: the agent could not do it and says why. */
export type Outcome =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'lost'; readonly fault: SandboxFault };

/** One pipe of bytes in both directions, each with its own credit. The `accept…` methods throw when the box cheats. */
export class BoxStream {
  readonly id: number;
  readonly #kind: StreamKind;
  readonly #link: StreamLink;
  readonly #started = Promise.withResolvers<void>();
  readonly #outcome = Promise.withResolvers<Outcome>();
  readonly #over = Promise.withResolvers<void>();
  readonly #incoming = new ByteQueue();
  #changed = Promise.withResolvers<void>();
  #startWasTold = false;
  #resultIsDue: boolean;
  #inEnded = false;
  #outEnded: boolean;
  #isReset = false;
  #isDiscarding = false;
  #lost: SandboxFault | null = null;
  #consumed = 0;
  #credit = WINDOW_BYTES;

  constructor(id: number, kind: StreamKind, link: StreamLink) {
    this.id = id;
    this.#kind = kind;
    this.#link = link;
    this.#resultIsDue = kind === 'operation';
    this.#outEnded = kind === 'output';
  }

  /** Resolves when the agent started what was asked for; never, if it did not. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Resolves when the operation ended. Its data may still wait to be read. */
  get outcome(): Promise<Outcome> {
    return this.#outcome.promise;
  }

  /** Resolves when neither side will send anything more. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Given up by either side, or lost with the box: what was read is perhaps not all. */
  get isBroken(): boolean {
    return this.#isReset || this.#lost !== null;
  }

  /** The next move is the box's: it owes a result, or data that somebody could read. */
  get boxIsDue(): boolean {
    return this.#resultIsDue || (!this.#inEnded && this.#incoming.size === 0);
  }

  /** The next bytes, or `null` at the end. Rejects when the box was lost before the end. */
  async read(): Promise<Uint8Array | null> {
    while (true) {
      const bytes = this.#incoming.shift();
      if (bytes) {
        this.#giveCredit(bytes.length);
        return bytes;
      }
      if (this.#lost && !this.#inEnded) throw this.#lost;
      if (this.#inEnded || this.#isDiscarding) return null;
      await this.#changed.promise;
    }
  }

  /** `false` when the box takes nothing more. Waits as long as the box gives no credit. */
  async write(bytes: Uint8Array): Promise<boolean> {
    let rest = bytes;
    while (rest.length > 0) {
      while (this.#credit === 0 && !this.#outEnded) await this.#changed.promise;
      for (let wait = this.#link.congestion(); wait; wait = this.#link.congestion()) await wait;
      if (this.#outEnded) return false;
      const part = rest.subarray(0, Math.min(this.#credit, MAX_DATA_BYTES));
      this.#credit -= part.length;
      this.#link.send(FrameType.data, this.id, part);
      rest = rest.subarray(part.length);
    }
    return !this.#outEnded;
  }

  /** Says that nothing more will be written. */
  end(): void {
    if (this.#outEnded) return;
    this.#outEnded = true;
    this.#link.send(FrameType.end, this.id);
    this.#update();
  }

  /** Lets the box go on and throws away what it sends. */
  discard(): void {
    this.#isDiscarding = true;
    this.#giveCredit(this.#incoming.drain().length);
    this.#update();
  }

  /** Gives both directions up. */
  reset(): void {
    if (this.#isReset || this.#isOver) return;
    this.#isReset = true;
    this.#isDiscarding = true;
    this.#outEnded = true;
    this.#incoming.drain();
    this.#link.send(FrameType.reset, this.id);
    this.#update();
  }

  signal(name: NodeJS.Signals): void {
    this.#link.send(FrameType.signal, this.id, Buffer.from(JSON.stringify({ signal: constants.signals[name] })));
  }

  acceptStarted(): void {
    if (!this.#resultIsDue || this.#startWasTold) throw brokenProtocol('it started what was not asked for');
    this.#startWasTold = true;
    this.#started.resolve();
  }

  acceptData(bytes: Uint8Array): void {
    if (this.#inEnded) throw brokenProtocol('data after the end of a stream');
    if (this.#incoming.size + this.#consumed + bytes.length > WINDOW_BYTES) {
      throw brokenProtocol('more data than its credit allows');
    }
    if (this.#isReset) this.#consumed += bytes.length;
    else if (this.#isDiscarding) this.#giveCredit(bytes.length);
    else this.#incoming.push(bytes);
    this.#update();
  }

  acceptEnd(): void {
    if (this.#inEnded) throw brokenProtocol('a stream ended twice');
    this.#inEnded = true;
    this.#update();
  }

  acceptReset(): void {
    if (this.#kind !== 'connection' && !this.#isReset) throw brokenProtocol('it gave up a stream of the host');
    if (!this.#outEnded) this.#link.send(FrameType.reset, this.id);
    this.#isReset = true;
    this.#inEnded = true;
    this.#outEnded = true;
    this.#resultIsDue = false;
    this.#incoming.drain();
    this.#outcome.resolve({ kind: 'refused', reason: 'given up' });
    this.#update();
  }

  acceptCredit(bytes: number): void {
    if (bytes === 0 || this.#credit + bytes > WINDOW_BYTES) throw brokenProtocol('more credit than the window');
    this.#credit += bytes;
    this.#update();
  }

  acceptResult(outcome: Outcome): void {
    if (!this.#resultIsDue) throw brokenProtocol('a result nobody waits for');
    this.#resultIsDue = false;
    this.#outcome.resolve(outcome);
    this.end();
    this.#update();
  }

  /** The link died. What arrived before can still be read. */
  lose(fault: SandboxFault): void {
    this.#lost = fault;
    this.#outEnded = true;
    this.#resultIsDue = false;
    this.#outcome.resolve({ kind: 'lost', fault });
    this.#over.resolve();
    this.#update();
  }

  get #isOver(): boolean {
    return this.#inEnded && this.#outEnded && !this.#resultIsDue;
  }

  #giveCredit(bytes: number): void {
    this.#consumed += bytes;
    if (this.#consumed < WINDOW_BYTES / 4 || this.#inEnded || this.#lost) return;
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(this.#consumed);
    this.#consumed = 0;
    this.#link.send(FrameType.credit, this.id, payload);
  }

  #update(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    if (!this.#isOver) return;
    this.#over.resolve();
    this.#link.forget(this.id);
  }
}
