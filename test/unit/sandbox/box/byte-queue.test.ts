import { expect, test } from 'vitest';
import { ByteQueue } from '../../../../src/sandbox/box/byte-queue.ts';

test('a queue gives bytes back in order', () => {
  const queue = new ByteQueue();
  const large = Buffer.alloc(5000, 'b');

  for (const piece of [Buffer.from('aa'), large, Buffer.from('c'), Buffer.from('d')]) queue.push(piece);

  expect(queue.size).toBe(5004);
  expect(queue.drain().toString()).toBe(`aa${'b'.repeat(5000)}cd`);
  expect(queue.size).toBe(0);
});

test('a queue keeps many small pieces in few blocks', () => {
  const queue = new ByteQueue();
  for (let index = 0; index < 256 * 1024; index += 1) queue.push(Buffer.from([index % 256]));

  let blocks = 0;
  while (queue.shift()) blocks += 1;

  expect(blocks).toBe(64);
});

test('a queue does not write into a block it gave away', () => {
  const queue = new ByteQueue();
  queue.push(Buffer.from('first'));
  const given = queue.shift();

  queue.push(Buffer.from('other'));

  expect(Buffer.from(given ?? []).toString()).toBe('first');
});
