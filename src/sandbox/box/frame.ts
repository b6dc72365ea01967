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
  signal: 10,
  result: 11,
} as const;

/** How many bytes may be under way on one stream in one direction. */
export const WINDOW_BYTES = 256 * 1024;
export const MAX_DATA_BYTES = 64 * 1024;
export const MAX_JSON_BYTES = 1024 * 1024;

const HEADER_BYTES = 9;

/** Shortest and longest payload of each frame that a box may send. */
const PAYLOAD_BYTES: ReadonlyMap<number, readonly [number, number]> = new Map([
  [FrameType.hello, [2, MAX_JSON_BYTES]],
  [FrameType.pong, [0, 0]],
  [FrameType.open, [2, MAX_JSON_BYTES]],
  [FrameType.started, [0, 0]],
  [FrameType.data, [1, MAX_DATA_BYTES]],
  [FrameType.end, [0, 0]],
  [FrameType.reset, [0, 0]],
  [FrameType.credit, [4, 4]],
  [FrameType.result, [2, MAX_JSON_BYTES]],
]);

export function encodeFrame(type: number, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  frame.writeUInt8(type, 0);
  frame.writeUInt32BE(stream, 1);
  frame.writeUInt32BE(payload.length, 5);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/**
 * Turns what a box sent, in pieces of any size, into frames. Holds one frame at most, and throws a `SandboxFault` at
 * the first header that no honest agent writes.
 */
export function frameDecoder(): (chunk: Uint8Array) => readonly Frame[] {
  let header: Header | null = null;
  let target = Buffer.alloc(HEADER_BYTES);
  let filled = 0;

  const fill = (bytes: Uint8Array): Uint8Array => {
    const part = bytes.subarray(0, target.length - filled);
    target.set(part, filled);
    filled += part.length;
    return bytes.subarray(part.length);
  };

  const complete = (): Frame | null => {
    const frame = header && { type: header.type, stream: header.stream, payload: target };
    header = header === null ? readHeader(target) : null;
    target = Buffer.allocUnsafe(header === null ? HEADER_BYTES : header.length);
    filled = 0;
    return frame;
  };

  return (chunk) => {
    const frames: Frame[] = [];
    for (let rest = fill(chunk); filled === target.length; rest = fill(rest)) {
      const frame = complete();
      if (frame) frames.push(frame);
    }
    return frames;
  };
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
