import { describe, expect, test } from 'vitest';
import { captureStream } from '../../../../src/sandbox/box/capture-stream.ts';
import { SandboxFault } from '../../../../src/sandbox/sandbox.ts';

describe('a captured stream', () => {
  test.for<[string, string[], number, string, number]>([
    ['nothing', [], 10, '', 0],
    ['what fits', ['abcde', 'fghij'], 10, 'abcdefghij', 0],
    ['head and tail of what does not', ['abcdefgh', 'ijklmnop'], 6, 'abc\n[10 bytes omitted]\nnop', 10],
    ['an odd number of bytes', ['abcdefghij'], 5, 'abc\n[5 bytes omitted]\nij', 5],
    ['nothing of too much, when told to', ['abc'], 0, '\n[3 bytes omitted]\n', 3],
    ['whole characters at the cut', ['aé', 'x'.repeat(20), 'éb'], 4, 'a\n[24 bytes omitted]\nb', 24],
    ['no half of a long character', ['a😀', 'x'.repeat(20), '😀b'], 8, 'a\n[28 bytes omitted]\nb', 28],
    ['a byte order mark', ['\uFEFFabc', 'x'.repeat(10), 'def'], 12, '\uFEFFabc\n[7 bytes omitted]\nxxxdef', 7],
  ])('keeps %s', async ([, pieces, maxBytes, text, omittedBytes]) => {
    expect(await captureStream(streamOf(pieces), maxBytes)).toEqual({ text, omittedBytes });
  });

  test('counts and keeps bytes that are not text', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(100).fill(0xff));
        controller.close();
      },
    });

    const { text, omittedBytes } = await captureStream(stream, 20);

    expect(text).toBe(`${'\uFFFD'.repeat(10)}\n[80 bytes omitted]\n${'\uFFFD'.repeat(10)}`);
    expect(omittedBytes).toBe(80);
  });

  test('is the same however it was cut in pieces', async () => {
    const whole = Array.from({ length: 5000 }, (_, index) => `line ${index}`).join('\n');

    const [large, small] = await Promise.all([
      captureStream(streamOf([whole]), 1000),
      captureStream(streamOf(whole.match(/.{1,7}/gs) ?? []), 1000),
    ]);

    expect(small).toEqual(large);
  });

  test('holds what came before its box was lost', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('before')),
      pull: (controller) => controller.error(new SandboxFault('lost', { ran: 'unknown' })),
    });

    expect(await captureStream(stream, 100)).toEqual({ text: 'before', omittedBytes: 0 });
  });
});

function streamOf(pieces: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(Buffer.from(piece));
      controller.close();
    },
  });
}
