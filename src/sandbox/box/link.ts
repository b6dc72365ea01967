import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { SandboxFault } from '../sandbox.ts';
import { BoxClock } from './box-clock.ts';
import { BoxStream, type StreamKind, type StreamLink } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { encodeFrame, encodeHeader, type Frame, FrameType, MAX_JSON_BYTES } from './frame.ts';
import type { FrameSource } from './frame-source.ts';
import { parseMessage } from './parse-message.ts';
import { parseResult } from './parse-result.ts';

const HEARTBEAT_MS = 10_000;
/** A living agent answers at once, however busy its streams are. */
const SILENT_BEATS_ALLOWED = 3;
/** The box's own connections at the same time; its agent lets no more through. */
export const MAX_CONNECTIONS = 128;
/** What may wait to be written. Data waits for its turn, so only a box that reads nothing lets this pile up. */
const MAX_BACKLOG_BYTES = 16 * 1024 * 1024;
/** Frames are written together when one follows another at once; so many bytes do not wait. */
const BURST_BYTES = 32 * 1024;
/** How long the last frame of a link may take. */
const FAREWELL_MS = 50;

export type Request = Readonly<Record<string, unknown>>;

/** The host's end of the link to one box: many streams over one duplex. Everything ends with the link, and only once. */
export class Link {
  /** Stands still while the engine has the box frozen. */
  readonly clock = new BoxClock();
  readonly #duplex: Duplex;
  readonly #onConnection: (stream: BoxStream) => void;
  readonly #streams = new Map<number, BoxStream>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #burst: Uint8Array[] = [];
  #burstBytes = 0;
  #burstIsDue = false;
  #drain = Promise.withResolvers<void>();
  #fault: SandboxFault | null = null;
  #silentBeats = 0;
  #connections = 0;
  #nextOwnId = 1;
  #lastBoxId = 0;

  constructor(duplex: Duplex, frames: FrameSource, onConnection: (stream: BoxStream) => void) {
    this.#duplex = duplex;
    this.#onConnection = onConnection;
    duplex.on('drain', () => this.#wakeWriters());
    duplex.on('close', () => this.#closed.resolve());
    this.#keepBeating();
    frames.pipe({ frame: (frame) => this.#receive(frame), end: (fault) => this.#lose(fault) });
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Asks the agent to do something. Without `input` the host has no bytes for it. */
  open(request: Request, kind: StreamKind, hasInput: boolean): BoxStream {
    this.#refuseWhenClosed();
    const payload = encodeRequest(request);
    const id = this.#takeId();
    const stream = this.#add(id, kind, hasInput);
    this.#send(FrameType.open, id, payload);
    return stream;
  }

  /** A process has a second stream, for its standard error. */
  openProcess(request: Request, hasInput: boolean): { readonly main: BoxStream; readonly stderr: BoxStream } {
    this.#refuseWhenClosed();
    const payload = encodeRequest({ ...request, stderr: this.#nextOwnId + 2 });
    const id = this.#takeId();
    const streams = { main: this.#add(id, 'process', hasInput), stderr: this.#add(this.#takeId(), 'output', false) };
    this.#send(FrameType.open, id, payload);
    return streams;
  }

  /** Ends the link and the box, for good; the first reason counts. */
  fail(fault: SandboxFault): void {
    this.#endWith(fault, () => {
      const farewell = setTimeout(() => this.#duplex.destroy(), FAREWELL_MS).unref();
      this.#duplex.once('close', () => clearTimeout(farewell));
      this.#duplex.end(encodeFrame(FrameType.bye, 0), () => this.#duplex.destroy());
    });
  }

  /** Ends the link and leaves the box as it is. */
  detach(fault: SandboxFault): void {
    this.#endWith(fault, () => this.#duplex.destroy());
  }

  /** No heartbeat and no deadline from now on: the box cannot answer. */
  hold(): void {
    this.clock.hold();
  }

  release(): void {
    this.#silentBeats = 0;
    this.clock.release();
  }

  /** There is nobody to say goodbye to, unless the box still talks, and nonsense. */
  #lose(fault: SandboxFault): void {
    if (fault.code === 'lost') this.detach(fault);
    else this.fail(fault);
  }

  #endWith(fault: SandboxFault, dropDuplex: () => void): void {
    if (this.#fault) return;
    this.#flush();
    this.#fault = fault;
    this.clock.stop();
    for (const stream of [...this.#streams.values()]) stream.lose(fault);
    this.#wakeWriters();
    dropDuplex();
  }

  #receive(frame: Frame): void {
    if (this.#fault) return;
    this.#silentBeats = 0;
    try {
      this.#dispatch(frame);
    } catch (error) {
      this.fail(error instanceof SandboxFault ? error : brokenProtocol('it sent what cannot be handled', error));
    }
  }

  #dispatch(frame: Frame): void {
    if (frame.type === FrameType.pong && frame.stream === 0) return;
    if (frame.type === FrameType.open) {
      this.#acceptConnection(frame);
      return;
    }
    const stream = this.#streams.get(frame.stream);
    if (stream) {
      deliver(stream, frame);
      return;
    }
    const wasOnItsWay = frame.type === FrameType.credit || frame.type === FrameType.reset;
    if (!wasOnItsWay || !this.#isPast(frame.stream)) {
      throw brokenProtocol(`a frame of type ${frame.type} for stream ${frame.stream}, which is not open`);
    }
  }

  #acceptConnection(frame: Frame): void {
    if (frame.stream % 2 !== 0 || frame.stream <= this.#lastBoxId) {
      throw brokenProtocol(`it opened stream ${frame.stream}`);
    }
    if (this.#connections >= MAX_CONNECTIONS) throw brokenProtocol('too many connections');
    parseMessage(frame.payload, connectionSchema);
    this.#lastBoxId = frame.stream;
    this.#connections += 1;
    this.#onConnection(this.#add(frame.stream, 'connection', true));
  }

  #isPast(id: number): boolean {
    return id !== 0 && (id % 2 === 0 ? id <= this.#lastBoxId : id < this.#nextOwnId);
  }

  #takeId(): number {
    this.#nextOwnId += 2;
    return this.#nextOwnId - 2;
  }

  #add(id: number, kind: StreamKind, hasInput: boolean): BoxStream {
    const link: StreamLink = {
      send: (type, stream, payload) => this.#send(type, stream, payload),
      congestion: () => (this.#duplex.writableNeedDrain && !this.#fault ? this.#drain.promise : null),
      forget: (stream) => {
        if (this.#streams.delete(stream) && kind === 'connection') this.#connections -= 1;
      },
    };
    const stream = new BoxStream({ id, kind, hasInput }, link);
    this.#streams.set(id, stream);
    return stream;
  }

  #send(type: number, stream: number, payload: Uint8Array = new Uint8Array()): void {
    if (this.#fault) return;
    if (payload.length < BURST_BYTES) this.#burst.push(encodeFrame(type, stream, payload));
    else this.#burst.push(encodeHeader({ type, stream, length: payload.length }), payload);
    this.#burstBytes += payload.length;
    if (this.#burstBytes >= BURST_BYTES) this.#flush();
    else if (!this.#burstIsDue) this.#flushSoon();
  }

  /** After all that follows from what happens now. */
  #flushSoon(): void {
    this.#burstIsDue = true;
    queueMicrotask(() => process.nextTick(() => this.#flush()));
  }

  #flush(): void {
    this.#burstIsDue = false;
    const burst = this.#burst.splice(0);
    const bytes = this.#burstBytes;
    this.#burstBytes = 0;
    if (burst.length === 0 || this.#fault) return;
    if (bytes < BURST_BYTES) this.#duplex.write(burst.length === 1 ? burst[0] : Buffer.concat(burst));
    else this.#writeAll(burst);
    if (this.#duplex.writableLength > MAX_BACKLOG_BYTES) {
      this.fail(brokenProtocol('it reads nothing of what it is sent'));
    }
  }

  #writeAll(pieces: readonly Uint8Array[]): void {
    this.#duplex.cork();
    for (const piece of pieces) this.#duplex.write(piece);
    this.#duplex.uncork();
  }

  #keepBeating(): void {
    this.clock.after(HEARTBEAT_MS, () => {
      this.#beat();
      if (!this.#fault) this.#keepBeating();
    });
  }

  #beat(): void {
    this.#silentBeats += 1;
    if (this.#silentBeats > SILENT_BEATS_ALLOWED) {
      const seconds = (SILENT_BEATS_ALLOWED * HEARTBEAT_MS) / 1000;
      const silence = `The sandbox did not answer for ${seconds} seconds`;
      this.fail(new SandboxFault(silence, { code: 'lost', ran: 'unknown' }));
      return;
    }
    this.#send(FrameType.ping, 0);
  }

  #wakeWriters(): void {
    this.#drain.resolve();
    this.#drain = Promise.withResolvers();
  }

  #refuseWhenClosed(): void {
    if (!this.#fault) return;
    throw new SandboxFault('The sandbox is closed', { code: 'lost', ran: 'no', cause: this.#fault });
  }
}

const connectionSchema = z.object({ op: z.literal('connection') });

function encodeRequest(request: Request): Buffer {
  const payload = Buffer.from(JSON.stringify(request));
  if (payload.length <= MAX_JSON_BYTES) return payload;
  const tooLong = `The request has ${payload.length} bytes; a sandbox takes ${MAX_JSON_BYTES}`;
  throw new SandboxFault(tooLong, { code: 'invalid', ran: 'no' });
}

function deliver(stream: BoxStream, frame: Frame): void {
  switch (frame.type) {
    case FrameType.started:
      stream.acceptStarted(frame.payload);
      break;
    case FrameType.data:
      stream.acceptData(frame.payload);
      break;
    case FrameType.end:
      stream.acceptEnd();
      break;
    case FrameType.reset:
      stream.acceptReset();
      break;
    case FrameType.credit:
      stream.acceptCredit(frame.payload.readUInt32BE(0));
      break;
    case FrameType.result:
      stream.acceptResult(parseResult(frame.payload));
      break;
    default:
      throw brokenProtocol(`a frame of type ${frame.type} at the wrong time`);
  }
}
