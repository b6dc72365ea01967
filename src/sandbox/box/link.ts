import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { SandboxFault } from '../sandbox.ts';
import { BoxStream, type StreamKind, type StreamLink } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { encodeFrame, type Frame, FrameType, MAX_JSON_BYTES } from './frame.ts';
import { parseMessage } from './parse-message.ts';
import { parseResult } from './parse-result.ts';

const HEARTBEAT_MS = 10_000;
/** A living agent answers at once, however busy its streams are. */
const SILENT_BEATS_ALLOWED = 3;
/** The box's own connections at the same time; its agent lets no more through. */
export const MAX_CONNECTIONS = 128;
/** What may wait to be written. Data waits for its turn, so only a box that reads nothing lets this pile up. */
const MAX_BACKLOG_BYTES = 16 * 1024 * 1024;

/** The host's end of the link to one box: many streams over one duplex. Everything ends with the link, and only once. */
export class Link {
  readonly #duplex: Duplex;
  readonly #onConnection: ((stream: BoxStream) => void) | null;
  readonly #streams = new Map<number, BoxStream>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #heart: NodeJS.Timeout;
  #drain = Promise.withResolvers<void>();
  #fault: SandboxFault | null = null;
  #silentBeats = 0;
  #connections = 0;
  #nextOwnId = 1;
  #lastBoxId = 0;

  constructor(duplex: Duplex, frames: AsyncIterable<Frame>, onConnection: ((stream: BoxStream) => void) | null) {
    this.#duplex = duplex;
    this.#onConnection = onConnection;
    duplex.on('drain', () => this.#wakeWriters());
    duplex.on('error', (error) => this.fail(lostLink(error)));
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    void this.#receive(frames);
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Asks the agent to do something. */
  open(request: Readonly<Record<string, unknown>>): BoxStream {
    this.#refuseWhenClosed();
    const id = this.#takeId();
    const payload = encodeRequest(request);
    const stream = this.#add(id, 'operation');
    this.#send(FrameType.open, id, payload);
    return stream;
  }

  /** A process has a second stream, for its standard error. */
  openProcess(request: Readonly<Record<string, unknown>>): { readonly main: BoxStream; readonly stderr: BoxStream } {
    this.#refuseWhenClosed();
    const id = this.#takeId();
    const stderrId = this.#takeId();
    const payload = encodeRequest({ ...request, stderr: stderrId });
    const streams = { main: this.#add(id, 'operation'), stderr: this.#add(stderrId, 'output') };
    this.#send(FrameType.open, id, payload);
    return streams;
  }

  /** Ends the link for good; the first reason counts. */
  fail(fault: SandboxFault): void {
    if (this.#fault) return;
    this.#fault = fault;
    clearInterval(this.#heart);
    this.#duplex.destroy();
    for (const stream of [...this.#streams.values()]) stream.lose(fault);
    this.#wakeWriters();
    this.#closed.resolve();
  }

  async #receive(frames: AsyncIterable<Frame>): Promise<void> {
    try {
      for await (const frame of frames) {
        this.#silentBeats = 0;
        this.#dispatch(frame);
        if (this.#fault) return;
      }
      this.fail(lostLink());
    } catch (error) {
      this.fail(error instanceof SandboxFault ? error : lostLink(error));
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
    if (!this.#onConnection || frame.stream % 2 !== 0 || frame.stream <= this.#lastBoxId) {
      throw brokenProtocol(`it opened stream ${frame.stream}`);
    }
    if (this.#connections >= MAX_CONNECTIONS) throw brokenProtocol('too many connections');
    parseMessage(frame.payload, connectionSchema);
    this.#lastBoxId = frame.stream;
    this.#connections += 1;
    this.#onConnection(this.#add(frame.stream, 'connection'));
  }

  #isPast(id: number): boolean {
    return id !== 0 && (id % 2 === 0 ? id <= this.#lastBoxId : id < this.#nextOwnId);
  }

  #takeId(): number {
    this.#nextOwnId += 2;
    return this.#nextOwnId - 2;
  }

  #add(id: number, kind: StreamKind): BoxStream {
    const link: StreamLink = {
      send: (type, stream, payload) => this.#send(type, stream, payload),
      congestion: () => (this.#duplex.writableNeedDrain && !this.#fault ? this.#drain.promise : null),
      forget: (stream) => {
        if (this.#streams.delete(stream) && kind === 'connection') this.#connections -= 1;
      },
    };
    const stream = new BoxStream(id, kind, link);
    this.#streams.set(id, stream);
    return stream;
  }

  #send(type: number, stream: number, payload?: Uint8Array): void {
    if (this.#fault) return;
    this.#duplex.write(encodeFrame(type, stream, payload));
    if (this.#duplex.writableLength > MAX_BACKLOG_BYTES) {
      this.fail(brokenProtocol('it reads nothing of what it is sent'));
    }
  }

  #beat(): void {
    this.#silentBeats += 1;
    if (this.#silentBeats > SILENT_BEATS_ALLOWED) {
      const seconds = (SILENT_BEATS_ALLOWED * HEARTBEAT_MS) / 1000;
      this.fail(new SandboxFault(`The sandbox did not answer for ${seconds} seconds`, { ran: 'unknown' }));
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
    throw new SandboxFault('The sandbox is closed', { ran: 'no', cause: this.#fault });
  }
}

const connectionSchema = z.object({ op: z.literal('connection') });

function encodeRequest(request: Readonly<Record<string, unknown>>): Buffer {
  const payload = Buffer.from(JSON.stringify(request));
  if (payload.length <= MAX_JSON_BYTES) return payload;
  throw new SandboxFault(`The request has ${payload.length} bytes; a sandbox takes ${MAX_JSON_BYTES}`, { ran: 'no' });
}

function deliver(stream: BoxStream, frame: Frame): void {
  switch (frame.type) {
    case FrameType.started:
      stream.acceptStarted();
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

function lostLink(cause?: unknown): SandboxFault {
  return new SandboxFault('The link to the sandbox was lost', { ran: 'unknown', cause });
}
