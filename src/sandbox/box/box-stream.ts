import { constants } from 'node:os';
import type { SandboxFault, SandboxFaultCode, TerminalSize } from '../sandbox.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { ByteQueue } from './byte-queue.ts';
import { CREDIT_BYTES, FrameType, MAX_DATA_BYTES, WINDOW_BYTES } from './frame.ts';

/** What a stream needs of its link. */
export type StreamLink = {
  readonly send: (type: number, stream: number, payload?: Uint8Array) => void;
  /** Resolves when the link may take more data; `null` when it does now. */
  readonly congestion: () => Promise<void> | null;
  readonly forget: (stream: number) => void;
};

/**
 * `operation`, `process`, `dial`: opened by the host, answered with a result. `output`: a second stream of a process,
 * from the box only. `connection`: opened by the box.
 */
export type StreamKind = 'operation' | 'process' | 'dial' | 'output' | 'connection';

/** How an operation ended. `refused`: the agent could not do it and says why. */
export type Outcome =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly reason: string; readonly code: SandboxFaultCode }
  | { readonly kind: 'lost'; readonly fault: SandboxFault };

export type StreamSetup = { readonly id: number; readonly kind: StreamKind; readonly hasInput: boolean };

/** What the agent says when it has started: nothing, or a message. */
export type StartedMessage = Buffer;

/** One pipe of bytes in both directions, each with its own credit. The `accept…` methods throw when the box cheats. */
export class BoxStream implements AsyncIterable<Uint8Array> {
  readonly id: number;
  /** Called with the result before anything that the box sent after it. */
  onResult: ((outcome: Outcome) => void) | null = null;
  readonly #kind: StreamKind;
  readonly #link: StreamLink;
  readonly #started = Promise.withResolvers<StartedMessage>();
  readonly #outcome = Promise.withResolvers<Outcome>();
  readonly #over = Promise.withResolvers<void>();
  readonly #incoming = new ByteQueue();
  #changed: PromiseWithResolvers<void> | null = null;
  #startWasTold = false;
  #resultIsDue: boolean;
  #inEnded = false;
  #outEnded: boolean;
  #isReset = false;
  #isDiscarding = false;
  /** Why there is nothing more to read, where that is not the end. */
  #failure: SandboxFault | null = null;
  #isLost = false;
  #consumed = 0;
  #credit = WINDOW_BYTES;

  constructor({ id, kind, hasInput }: StreamSetup, link: StreamLink) {
    this.id = id;
    this.#kind = kind;
    this.#link = link;
    this.#resultIsDue = kind !== 'output' && kind !== 'connection';
    this.#outEnded = !hasInput;
  }

  /** Resolves when the agent started what was asked for; never, if it did not. */
  get started(): Promise<StartedMessage> {
    return this.#started.promise;
  }

  get hasStarted(): boolean {
    return this.#startWasTold;
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
    return this.#isReset || this.#isLost;
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
      if (this.#failure) throw this.#failure;
      if (this.#inEnded || this.#isDiscarding) return null;
      await this.#change();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (let bytes = await this.read(); bytes !== null; bytes = await this.read()) yield bytes;
  }

  /** `false` when the box takes nothing more. Waits as long as the box gives no credit. */
  async write(bytes: Uint8Array): Promise<boolean> {
    let rest = bytes;
    while (rest.length > 0) {
      while (this.#credit === 0 && !this.#outEnded) await this.#change();
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

  /** Lets a process go on without its output: the agent sends no more of it. */
  discard(): void {
    if (this.#isDiscarding) return;
    this.#isDiscarding = true;
    this.#giveCredit(this.#incoming.drain().length);
    if (!this.#inEnded && !this.#isLost) this.#control({ discard: true });
    this.#update();
  }

  /** Gives both directions up. */
  reset(): void {
    if (this.#isReset || this.#isOver || this.#isLost) return;
    this.#isReset = true;
    this.#isDiscarding = true;
    this.#outEnded = true;
    this.#incoming.drain();
    this.#link.send(FrameType.reset, this.id);
    this.#update();
  }

  signal(name: NodeJS.Signals): void {
    if (this.#resultIsDue) this.#control({ signal: constants.signals[name] });
  }

  resize(size: TerminalSize): void {
    if (this.#resultIsDue) this.#control({ resize: size });
  }

  acceptStarted(message: StartedMessage): void {
    if (!this.#resultIsDue || this.#startWasTold) throw brokenProtocol('it started what was not asked for');
    this.#startWasTold = true;
    this.#started.resolve(message);
  }

  acceptData(bytes: Uint8Array): void {
    if (this.#inEnded) throw brokenProtocol('data after the end of a stream');
    if (this.#incoming.size + this.#consumed + bytes.length > WINDOW_BYTES) {
      throw brokenProtocol('more data than its credit allows');
    }
    if (this.#isReset) this.#consumed += bytes.length;
    else if (this.#isDiscarding || this.#failure) this.#giveCredit(bytes.length);
    else this.#incoming.push(bytes);
    this.#update();
  }

  acceptEnd(): void {
    if (this.#inEnded) throw brokenProtocol('a stream ended twice');
    this.#inEnded = true;
    this.#update();
  }

  acceptReset(): void {
    const mayBreak = this.#kind === 'connection' || this.#kind === 'dial';
    if (!mayBreak && !this.#isReset) throw brokenProtocol('it gave up a stream of the host');
    if (!this.#outEnded) this.#link.send(FrameType.reset, this.id);
    this.#isReset = true;
    this.#inEnded = true;
    this.#outEnded = true;
    this.#incoming.drain();
    this.#settle({ kind: 'refused', reason: 'given up', code: 'refused' });
    this.#update();
  }

  acceptCredit(bytes: number): void {
    if (bytes === 0 || this.#credit + bytes > WINDOW_BYTES) throw brokenProtocol('more credit than the window');
    this.#credit += bytes;
    this.#update();
  }

  acceptResult(outcome: Outcome): void {
    if (!this.#resultIsDue) throw brokenProtocol('a result nobody waits for');
    this.#settle(outcome);
    this.end();
    this.#update();
  }

  /** What arrived before can still be read; after that, reading fails. */
  failReading(fault: SandboxFault): void {
    if (!this.#inEnded) this.#failure ??= fault;
    this.#update();
  }

  /** The link died. */
  lose(fault: SandboxFault): void {
    this.#isLost = true;
    this.#outEnded = true;
    this.failReading(fault);
    this.#settle({ kind: 'lost', fault });
    this.#over.resolve();
  }

  get #isOver(): boolean {
    return this.#inEnded && this.#outEnded && !this.#resultIsDue;
  }

  #settle(outcome: Outcome): void {
    if (this.#resultIsDue) this.onResult?.(outcome);
    this.#resultIsDue = false;
    this.#outcome.resolve(outcome);
  }

  #control(message: object): void {
    this.#link.send(FrameType.control, this.id, Buffer.from(JSON.stringify(message)));
  }

  #giveCredit(bytes: number): void {
    this.#consumed += bytes;
    if (this.#consumed < CREDIT_BYTES || this.#inEnded || this.#isLost) return;
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(this.#consumed);
    this.#consumed = 0;
    this.#link.send(FrameType.credit, this.id, payload);
  }

  #change(): Promise<void> {
    this.#changed ??= Promise.withResolvers();
    return this.#changed.promise;
  }

  #update(): void {
    this.#changed?.resolve();
    this.#changed = null;
    if (!this.#isOver) return;
    this.#over.resolve();
    this.#link.forget(this.id);
  }
}
