import { describe, expect, test } from 'vitest';
import { branchName } from '../../src/git/branch-name.ts';
import { makePublishable } from '../../src/report/make-publishable.ts';
import { redact, redactor } from '../../src/report/redact.ts';
import { renderCheckRun } from '../../src/report/render-check-run.ts';
import { renderPullRequest } from '../../src/report/render-pull-request.ts';
import { findLeaks } from '../../src/run/exporting/find-leaks.ts';
import { writeCommitMessage } from '../../src/run/exporting/write-commit-message.ts';
import { captureStream } from '../../src/sandbox/box/capture-stream.ts';
import { inChunks } from '../support/export-stream.ts';
import { someFinish } from '../support/some-finish.ts';
import { facts } from '../unit/report/facts.ts';

const secret = 'hunter2/of=the+host&"its"~key';
const base64At = (before: string) => Buffer.from(`${before}${secret}..`).toString('base64');
const wide = (before: string) => Buffer.from(`${before}${secret}..`, 'utf16le');

const disguised: Readonly<Record<string, string>> = {
  plain: secret,
  'base64 at a boundary': base64At(''),
  'base64 one byte later': base64At('.'),
  'base64 two bytes later': base64At('..'),
  'base64 for addresses': Buffer.from(secret).toString('base64url'),
  'base64 for addresses, later': Buffer.from(`.${secret}..`).toString('base64url'),
  hex: Buffer.from(secret).toString('hex'),
  'capital hex': Buffer.from(secret).toString('hex').toUpperCase(),
  'an address': encodeURIComponent(secret),
  JSON: JSON.stringify(secret).slice(1, -1),
  reversed: [...secret].reverse().join(''),
  'UTF-16 in base64': wide('').toString('base64'),
  'UTF-16 in base64, later': wide('.').toString('base64'),
  'UTF-16 in base64, the other way round': wide('').swap16().toString('base64'),
  'UTF-16 in hex': wide('').toString('hex'),
};

/** What still would tell the secret: more than a few characters of any disguise in one piece. */
function remainsOf(published: string, text: string): string {
  for (let start = 0; start + 12 <= text.length; start += 1) {
    const piece = text.slice(start, start + 12);
    if (published.includes(piece)) return piece;
  }
  return '';
}

const { attempt, proof } = facts();

type Place = (text: string) => string;

/** Every way out, with the texts of others in it. */
const places: Readonly<Record<string, Place>> = {
  'a log': (text) => text,
  'the title of a pull request': (text) => renderPullRequest(leaky({ issue: { number: 12, title: text } })).title,
  'the words of the agent': (text) =>
    renderPullRequest(leaky({ attempt: { ...attempt, finish: someFinish('fixed', text) } })).body,
  'the output of the tests': (text) => renderCheckRun(leakyProof(text), someRecord).text,
  'an annotation': (text) => renderCheckRun(leakyProof(text), someRecord).annotations[0]?.message ?? '',
  'a branch': (text) => branchName(12, text, 1),
  'a commit message': (text) =>
    writeCommitMessage({ title: text, issue: 12, requestedBy: null, runId: 'run-1', head: { seq: 1, hash: 'f' } }),
};

const someRecord = { runId: 'run-1', anchor: { seq: 1, hash: 'f'.repeat(64) } };
const leaky = (different: object) => ({ ...facts(), ...different });

function leakyProof(text: string) {
  const finding = { kind: 'test-deleted', path: 'a.test.js', detail: text } as const;
  const ran = { command: 'x', exit: { reason: 'exited', code: 1 }, durationMs: 1, stdout: text, stderr: '' } as const;
  return { ...proof, findings: [finding], head: { ...proof.head, test: ran } };
}

describe.for(Object.keys(places))('a secret of the host does not leave by %s', (name) => {
  const place: Place = places[name] ?? (() => '');

  test.for(Object.entries(disguised))('in %s', ([, text]) => {
    const { clean } = makePublishable({ clean: `a ${text} b` }, [secret]);

    expect(remainsOf(place(clean), text)).toBe('');
  });

  test('and would, if nothing took it out', () => {
    expect(place('a hunter2 b')).toMatch(/hunter2/);
  });
});

describe('a change', () => {
  const change = (path: string, text: string | Uint8Array) => ({
    baseSha: 'b'.repeat(40),
    entries: [
      { kind: 'write', status: 'added', path: 'fine.js', mode: '100644', blob: '', bytes: Buffer.from('fine\n') },
      { kind: 'write', status: 'added', path, mode: '100644', blob: '', bytes: Buffer.from(text) },
    ] as const,
  });

  test.for(Object.entries(disguised))('is refused that holds a secret of the host as %s', ([, text]) => {
    expect(findLeaks(change('leak.js', `const a = "${text}";\n`), [secret])).toEqual([
      { path: 'leak.js', reason: expect.stringMatching(/secret/) },
    ]);
  });

  test('is refused that holds it among bytes that are no text, or in a name', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(secret), Buffer.from([0xc3])]);

    expect(findLeaks(change('a.bin', bytes), [secret])).toMatchObject([{ path: 'a.bin' }]);
    expect(findLeaks(change(`a/${secret}`, ''), [secret])).toHaveLength(1);
    expect(findLeaks(change('a.bin', wide('')), [secret])).toHaveLength(1);
  });

  test('is taken that has what only looks like a credential, as tests of such things have', () => {
    expect(findLeaks(change('a.js', `const token = 'ghp_${'a'.repeat(36)}';\n`), [secret, ''])).toEqual([]);
  });
});

describe('a secret that arrives in pieces', () => {
  test.for(Object.entries(disguised))('is put together before it is looked for: %s', async ([, text]) => {
    const hide = redactor([secret]);
    for (const size of [1, 2, 3, 7, 16]) {
      const output = await captureStream(inChunks(Buffer.from(`before ${text} after`), size), 10_000);

      expect(remainsOf(hide(output.text), text)).toBe('');
    }
    expect(remainsOf(redact(text, []), text)).not.toBe('');
  });
});
