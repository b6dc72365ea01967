import { describe, expect, test } from 'vitest';
import { encodeFrame, type Frame, FrameType, frameDecoder } from '../../../../src/sandbox/box/frame.ts';
import { randomNumbers } from './random-numbers.ts';

const frames: readonly Frame[] = [
  { type: FrameType.hello, stream: 0, payload: Buffer.from('{"protocol":2}') },
  { type: FrameType.data, stream: 4_294_967_295, payload: Buffer.alloc(64 * 1024, 7) },
  { type: FrameType.end, stream: 1, payload: Buffer.alloc(0) },
  { type: FrameType.result, stream: 1, payload: Buffer.alloc(200 * 1024, 0x20) },
];
const bytes = Buffer.concat(frames.map(({ type, stream, payload }) => encodeFrame(type, stream, payload)));

describe('the frames of a link', () => {
  test.for([1, 9, 13, 70_000, bytes.length])('arrive whole in pieces of %i bytes', (size) => {
    const decode = frameDecoder();

    const decoded = pieces(bytes, size).flatMap((piece) => decode(piece));

    expect(decoded.map(({ type, stream }) => [type, stream])).toEqual(frames.map(({ type, stream }) => [type, stream]));
    expect(Buffer.concat(decoded.map(({ payload }) => payload))).toEqual(
      Buffer.concat(frames.map(({ payload }) => payload)),
    );
  });

  test('are not made of half a frame', () => {
    const decode = frameDecoder();

    expect(decode(encodeFrame(FrameType.data, 1, Buffer.from('abc')).subarray(0, -1))).toEqual([]);
  });

  test.for<[string, Buffer]>([
    ['an unknown type', header(99, 0)],
    ['type 0', header(0, 0)],
    ['a type that only the host sends', header(FrameType.control, 2)],
    ['data without bytes', header(FrameType.data, 0)],
    ['more data than a frame holds', header(FrameType.data, 64 * 1024 + 1)],
    ['more JSON than a frame holds', header(FrameType.result, 1024 * 1024 + 1)],
    ['the greatest length there is', header(FrameType.result, 2 ** 32 - 1)],
    ['an end with a payload', header(FrameType.end, 1)],
    ['credit of three bytes', header(FrameType.credit, 3)],
  ])('are refused at the header: %s', ([, bad]) => {
    const decode = frameDecoder();

    expect(() => decode(bad)).toThrow(/broke its protocol/);
  });

  test('that were damaged are refused or decoded within their bounds, and nothing else happens', () => {
    const random = randomNumbers(20_240_117);
    const small = Buffer.concat(
      frames.slice(0, 3).map((frame) => encodeFrame(frame.type, frame.stream, frame.payload)),
    );

    for (let round = 0; round < 500; round += 1) {
      const damaged = Buffer.from(small.subarray(0, 1 + (random() % small.length)));
      damaged[random() % Math.min(damaged.length, 40)] = random() % 256;

      for (const frame of decodeOrRefuse(damaged)) expect(frame.payload.length).toBeLessThanOrEqual(1024 * 1024);
    }
  });
});

function pieces(whole: Buffer, size: number): Buffer[] {
  const count = Math.ceil(whole.length / size);
  return Array.from({ length: count }, (_, index) => whole.subarray(index * size, (index + 1) * size));
}

function header(type: number, length: number): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(type, 0);
  head.writeUInt32BE(length, 5);
  return head;
}

function decodeOrRefuse(damaged: Buffer): readonly Frame[] {
  try {
    return frameDecoder()(damaged);
  } catch (error) {
    expect(error).toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
    return [];
  }
}
