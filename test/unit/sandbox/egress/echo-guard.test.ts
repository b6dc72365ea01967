import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { echoGuard } from '../../../../src/sandbox/egress/echo-guard.ts';

/** What comes through of a text that arrives in pieces of this length. */
async function pass(text: string, pieceLength: number, secrets: readonly string[]) {
  const pieces = text.match(new RegExp(`[^]{1,${pieceLength}}`, 'g')) ?? [];
  const through = Readable.from(pieces.map((piece) => Buffer.from(piece))).pipe(echoGuard(secrets));
  let passed = '';
  through.on('data', (bytes: Buffer) => {
    passed += bytes.toString();
  });
  const { promise, resolve } = Promise.withResolvers<string | null>();
  through.once('end', () => resolve(null)).once('error', (error: Error) => resolve(error.message));
  return { refusal: await promise, passed };
}

test.for([1, 2, 7, 8, 9, 1000])('not a byte of a secret passes in pieces of %i', async (pieceLength) => {
  const { refusal, passed } = await pass('before, operator-secret, after', pieceLength, [
    'elsewhere',
    'operator-secret',
  ]);

  expect(refusal).toBe('the host sent back a credential that it had been given');
  expect('before, '.startsWith(passed)).toBe(true);
});

test.for([1, 3, 1000])('what holds no secret passes whole in pieces of %i', async (pieceLength) => {
  const text = 'operator-secre operator-secre, perator-secret: nothing to see';

  expect(await pass(text, pieceLength, ['operator-secret', 'short'])).toEqual({ refusal: null, passed: text });
});

test('an empty answer passes', async () => {
  expect(await pass('', 1, ['operator-secret'])).toEqual({ refusal: null, passed: '' });
});
