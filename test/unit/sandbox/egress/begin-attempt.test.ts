import { expect, test } from 'vitest';
import { beginAttempt } from '../../../../src/sandbox/egress/begin-attempt.ts';
import type { EgressAttempt } from '../../../../src/sandbox/sandbox.ts';

const denied = { decision: 'denied', reason: 'because', status: null, bytesIn: 0 } as const;

function record(
  asked: Parameters<typeof beginAttempt>[1],
  fate: Parameters<ReturnType<typeof beginAttempt>>[0] = denied,
) {
  const attempts: EgressAttempt[] = [];
  beginAttempt((attempt) => attempts.push(attempt), asked)(fate);
  return attempts[0];
}

test('what could move a cursor, hide or turn text is spelt out', () => {
  const path = '/a\u001b[2K\r\n\u202e\u200b\u{e0041}ü';

  const attempt = record({ method: 'GET', origin: null, path }, { ...denied, reason: 'about \u0007' });

  expect(attempt?.path).toBe('/a\\u{1b}[2K\\u{d}\\u{a}\\u{202e}\\u{200b}\\u{e0041}\\u{fc}');
  expect(attempt?.reason).toBe('about \\u{7}');
});

test('every text has an end', () => {
  const long = '\u{10ffff}'.repeat(10_000);

  const attempt = record(
    { method: long, origin: { scheme: 'https', host: long, port: 1 }, path: long },
    { ...denied, reason: long },
  );

  expect([attempt?.method, attempt?.host, attempt?.path, attempt?.reason].map((text) => text?.length)).toEqual([
    16, 255, 2048, 300,
  ]);
});

test('an attempt without a destination has an empty host and port 0', () => {
  expect(record({ method: '', origin: null, path: '' })).toMatchObject({ host: '', port: 0, ...denied });
});
