import { SandboxFault } from '../sandbox.ts';
import { ByteQueue } from './byte-queue.ts';

export type Captured = { readonly text: string; readonly omittedBytes: number };

/** Reads a stream to its end, or to the loss of its box, and keeps its first and last bytes: half of `maxBytes` each. */
export async function captureStream(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Captured> {
  const head = new ByteQueue();
  const tail = new ByteQueue();
  const headBytes = Math.ceil(maxBytes / 2);
  const tailBytes = maxBytes - headBytes;
  let total = 0;
  try {
    for await (const chunk of stream) {
      total += chunk.length;
      const room = headBytes - head.size;
      if (room > 0) head.push(chunk.subarray(0, room));
      if (chunk.length > room) tail.push(chunk.subarray(room));
      while (tail.first && tail.size - tail.first.length >= tailBytes) tail.shift();
    }
  } catch (error) {
    // The exit says that the box was lost; what it wrote before is still worth having.
    if (!(error instanceof SandboxFault)) throw error;
  }
  return join(head.drain(), lastBytes(tail.drain(), tailBytes), total);
}

function lastBytes(bytes: Buffer, count: number): Buffer {
  return bytes.subarray(Math.max(0, bytes.length - count));
}

function join(head: Buffer, tail: Buffer, total: number): Captured {
  if (head.length + tail.length === total) {
    return { text: Buffer.concat([head, tail]).toString(), omittedBytes: 0 };
  }
  const start = head.subarray(0, endOfWholeCharacters(head));
  const end = tail.subarray(startOfWholeCharacters(tail));
  const omittedBytes = total - start.length - end.length;
  return { text: `${start.toString()}\n[${omittedBytes} bytes omitted]\n${end.toString()}`, omittedBytes };
}

/** Leaves out the beginning of a UTF-8 character whose rest was cut off. */
function endOfWholeCharacters(bytes: Buffer): number {
  const last = bytes.subarray(-3).findLastIndex((byte) => !isContinuation(byte));
  if (last === -1) return bytes.length;
  const at = Math.max(0, bytes.length - 3) + last;
  return at + characterLength(bytes.readUInt8(at)) > bytes.length ? at : bytes.length;
}

function startOfWholeCharacters(bytes: Buffer): number {
  const first = bytes.subarray(0, 4).findIndex((byte) => !isContinuation(byte));
  return Math.max(0, first);
}

function isContinuation(byte: number): boolean {
  return byte >> 6 === 0b10;
}

function characterLength(firstByte: number): number {
  if (firstByte >> 5 === 0b110) return 2;
  if (firstByte >> 4 === 0b1110) return 3;
  if (firstByte >> 3 === 0b11110) return 4;
  return 1;
}
