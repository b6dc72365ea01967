import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { followEngine } from '../../../../src/sandbox/images/follow-engine.ts';

const never = new AbortController().signal;

test('reports each line once', async () => {
  const lines: string[] = [];

  await followEngine(progress({ stream: 'Step 1/2 : FROM a\n' }, { stream: '\n' }, { status: 'Pulled' }), add, never);

  expect(lines).toEqual(['Step 1/2 : FROM a', 'Pulled']);
  function add(line: string): void {
    lines.push(line);
  }
});

test('rejects with what was said last when the engine reports an error', async () => {
  const output = progress({ stream: 'E: Unable to locate package' }, { error: 'returned a non-zero code: 100' });

  const followed = followEngine(output, () => undefined, never);

  await expect(followed).rejects.toThrow('E: Unable to locate package\nreturned a non-zero code: 100');
});

test('ends with the signal while the engine says nothing', async () => {
  const controller = new AbortController();
  const followed = followEngine(new Readable({ read: () => undefined }), () => undefined, controller.signal);

  controller.abort();

  await expect(followed).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});

function progress(...messages: readonly object[]): Readable {
  return Readable.from(messages.map((message) => `${JSON.stringify(message)}\r\n`));
}
