import { expect, test } from 'vitest';
import { quoteGit } from '../../../src/git/quote-git.ts';

test('leaves out secrets, colours and control characters', () => {
  const words = '\u001b[31mfatal:\u001b[0m bad tok/en,\r\nencoded tok%2Fen \u0007\u202e\n';

  expect(quoteGit(words, ['tok/en', 'tok%2Fen'])).toBe('fatal: bad [redacted],\nencoded [redacted] \u{fffd}\u{fffd}');
});

test('cuts what is too long, but never before a secret is hidden', () => {
  const words = `${'x'.repeat(1995)}ghs_secret${'y'.repeat(5000)}`;

  const quoted = quoteGit(words, ['ghs_secret']);

  expect(quoted.length).toBeLessThan(2100);
  expect(quoted).not.toContain('ghs');
});
