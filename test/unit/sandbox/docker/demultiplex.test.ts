import { Duplex, PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { demultiplex } from '../../../../src/sandbox/docker/demultiplex.ts';

test.for([1, 3, 8, 9, 1000])(
  'gives back the agent stream when the engine sends it %i bytes at a time',
  async (size) => {
    const stream = Buffer.concat([piece(1, 'hello '), piece(2, 'noise'), piece(1, ''), piece(1, 'world')]);
    const noise: Buffer[] = [];
    const link = demultiplex(engineSending(stream, size), (bytes) => noise.push(bytes));

    const received = await text(link);

    expect(received).toBe('hello world');
    expect(Buffer.concat(noise).toString()).toBe('noise');
  },
);

test.for([
  ['an unknown kind', Buffer.from([7, 0, 0, 0, 0, 0, 0, 1, 65])],
  ['a header that is not empty where it must be', Buffer.from([1, 0, 9, 0, 0, 0, 0, 1, 65])],
] as const)('refuses %s', async ([, stream]) => {
  const link = demultiplex(engineSending(stream, 100), () => undefined);

  await expect(buffer(link)).rejects.toThrow('could not be understood');
});

test('does not read ahead of whoever reads the link', async () => {
  let sent = 0;
  const engine = new Duplex({
    read() {
      sent += 1;
      this.push(piece(1, 'x'.repeat(10_000)));
    },
  });

  const link = demultiplex(engine, () => undefined);
  await new Promise((resolve) => link.once('readable', resolve));
  await new Promise((resolve) => setImmediate(resolve));

  expect(sent).toBeLessThan(100);
  link.destroy();
});

test('hands what is written to the engine as it is', async () => {
  const engine = new PassThrough();
  const link = demultiplex(engine, () => undefined);

  link.end(piece(1, 'back'));

  expect(await text(link)).toBe('back');
});

function piece(kind: number, content: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, Buffer.from(content)]);
}

function engineSending(stream: Buffer, size: number): Duplex {
  const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
    stream.subarray(i * size, (i + 1) * size),
  );
  return Duplex.from(pieces);
}
