import { brokenProtocol } from './broken-protocol.ts';

/** One message on the link; `sandbox-images/agent/README.md` describes them all. */
export type Frame = { readonly type: number; readonly stream: number; readonly payload: Buffer };

export const FrameType = {
  hello: 1,
  ping: 2,
  pong: 3,
  open: 4,
  started: 5,
  data: 6,
  end: 7,
  reset: 8,
  credit: 9,
  control: 10,
  result: 11,
  bye: 12,
} as const;

/** How many bytes may be under way on one stream in one direction. */
export const WINDOW_BYTES = 1024 * 1024;
/** Credit is given back in portions of this. It must be less than the agent keeps of a process's output, which waits for it. */
export const CREDIT_BYTES = 128 * 1024;
export const MAX_DATA_BYTES = 64 * 1024;
export const MAX_JSON_BYTES = 1024 * 1024;

const HEADER_BYTES = 9;

/** Shortest and longest payload of each frame that a box may send. */
const PAYLOAD_BYTES: ReadonlyMap<number, readonly [number, number]> = new Map([
  [FrameType.hello, [2, MAX_JSON_BYTES]],
  [FrameType.pong, [0, 0]],
  [FrameType.open, [2, MAX_JSON_BYTES]],
  [FrameType.started, [0, 1024]],
  [FrameType.data, [1, MAX_DATA_BYTES]],
  [FrameType.end, [0, 0]],
  [FrameType.reset, [0, 0]],
  [FrameType.credit, [4, 4]],
  [FrameType.result, [2, MAX_JSON_BYTES]],
]);

export function encodeFrame(type: number, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  writeHeader(frame, { type, stream, length: payload.length });
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** What goes before a payload that is too large to be copied. */
export function encodeHeader(header: Header): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES);
  writeHeader(bytes, header);
  return bytes;
}

function writeHeader(frame: Buffer, { type, stream, length }: Header): void {
  frame.writeUInt8(type, 0);
  frame.writeUInt32BE(stream, 1);
  frame.writeUInt32BE(length, 5);
}

/**
 * Turns what a box sent, in pieces of any size, into frames. Holds one frame at most, and throws a `SandboxFault` at
 * the first header that no honest agent writes.
 */
export function frameDecoder(): (chunk: Buffer) => readonly Frame[] {
  const part = new FramePart();
  return (chunk) => {
    const frames: Frame[] = [];
    const rest = { chunk, at: 0 };
    for (let frame = part.complete(rest); frame !== null; frame = part.complete(rest)) frames.push(frame);
    return frames;
  };
}

type Rest = { readonly chunk: Buffer; at: number };

/** What has arrived of the next frame. */
class FramePart {
  readonly #headerBytes = Buffer.alloc(HEADER_BYTES);
  #header: Header | null = null;
  #payload: Buffer | null = null;
  #filled = 0;

  /** Takes what it needs of the rest; `null` when that was not enough. */
  complete(rest: Rest): Frame | null {
    const header = this.#header ?? this.#readHeader(rest);
    const payload = header && this.#readPayload(rest, header.length);
    if (!header || !payload) return null;
    this.#header = null;
    this.#payload = null;
    this.#filled = 0;
    return { type: header.type, stream: header.stream, payload };
  }

  #readHeader(rest: Rest): Header | null {
    if (!this.#fill(this.#headerBytes, rest)) return null;
    this.#header = readHeader(this.#headerBytes);
    this.#filled = 0;
    return this.#header;
  }

  #readPayload(rest: Rest, length: number): Buffer | null {
    const { chunk, at } = rest;
    if (this.#payload === null && chunk.length - at >= length) {
      rest.at += length;
      return piece(chunk, at, length);
    }
    this.#payload ??= Buffer.allocUnsafe(length);
    return this.#fill(this.#payload, rest) ? this.#payload : null;
  }

  #fill(target: Buffer, rest: Rest): boolean {
    const copied = rest.chunk.copy(target, this.#filled, rest.at);
    this.#filled += copied;
    rest.at += copied;
    return this.#filled === target.length;
  }
}

/** A small piece is copied, so that it does not keep the whole chunk in memory. */
function piece(chunk: Buffer, at: number, length: number): Buffer {
  const part = chunk.subarray(at, at + length);
  return 2 * length < chunk.length ? Buffer.from(part) : part;
}

type Header = { readonly type: number; readonly stream: number; readonly length: number };

function readHeader(bytes: Buffer): Header {
  const header = { type: bytes.readUInt8(0), stream: bytes.readUInt32BE(1), length: bytes.readUInt32BE(5) };
  const [least, most] = PAYLOAD_BYTES.get(header.type) ?? [1, 0];
  if (header.length < least || header.length > most) {
    throw brokenProtocol(`a frame of type ${header.type} with ${header.length} bytes`);
  }
  return header;
}
