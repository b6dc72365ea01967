import { expect, test } from 'vitest';
import { makePublishable } from '../../src/report/make-publishable.ts';
import { redact, redactor } from '../../src/report/redact.ts';
import { renderPullRequest } from '../../src/report/render-pull-request.ts';
import { someFinish } from '../support/some-finish.ts';
import { facts } from '../unit/report/facts.ts';

const secret = 'p@ss/w"ord+with=odd&chars~1234';
const base64 = (text: string) => Buffer.from(text).toString('base64');

const wide = (before: string) => Buffer.from(`${before}${secret}`, 'utf16le');

/** O4: the ways in which a value that is known may be written. */
const disguises: readonly (readonly [string, string])[] = [
  ['as it is', secret],
  ['in base64', base64(secret)],
  ['in base64 after one byte', base64(`x${secret}yz`)],
  ['in base64 after two bytes', base64(`xx${secret}yz`)],
  ['in base64 for addresses', Buffer.from(`${secret}`).toString('base64url')],
  ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ['in capital hexadecimal', Buffer.from(secret).toString('hex').toUpperCase()],
  ['in an address', encodeURIComponent(secret)],
  ['in JSON', JSON.stringify({ secret })],
  ['in base64 of UTF-16', Buffer.from(secret, 'utf16le').toString('base64')],
  ['in base64 of UTF-16 after one byte', Buffer.concat([Buffer.from('x'), wide('yz')]).toString('base64')],
  ['in base64 of UTF-16 after two bytes', wide('xyz').toString('base64')],
  ['in base64 of UTF-16 the other way round', wide('').swap16().toString('base64')],
  ['in hexadecimal of UTF-16', wide('').toString('hex')],
  ['in capital hexadecimal of UTF-16', wide('').toString('hex').toUpperCase()],
  ['in base64 for addresses after a byte', Buffer.from(`~${secret}~`).toString('base64url')],
  ['backwards', [...secret].reverse().join('')],
  ['twice', `${secret}${secret}`],
];

test.for(disguises)('a known value is taken out %s', ([, disguised]) => {
  const published = redact(`before ${disguised} after`, [secret]);

  expect(published).toContain('[redacted]');
  expect(published).toMatch(/^before .* after$/);
  expect(longestShared(published, disguised)).toBeLessThan(12);
  expect(longestShared(redact(`before ${disguised} after`, []), disguised)).toBeGreaterThan(20);
});

test('every line of a known key is taken out, and its frame is not looked for', () => {
  const lines = ['A'.repeat(64), 'B'.repeat(64)];
  const key = ['-----BEGIN EXAMPLE-----', ...lines, '-----END EXAMPLE-----'].join('\n');

  expect(redact(`x ${lines[1]} -----BEGIN EXAMPLE-----`, [key])).toBe('x [redacted] -----BEGIN EXAMPLE-----');
});

test('a value too short to be a secret leaves the text whole', () => {
  expect(redact('a test of a test', ['test', ''])).toBe('a test of a test');
});

const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9jK2m';

/** Put together here, so that nobody who looks for credentials finds one in this repository. */
const credentials: readonly (readonly [string, string])[] = [
  ['a GitHub token', `ghp_${letters.slice(0, 36)}`],
  ['an installation token', `ghs_${letters.slice(0, 36)}`],
  ['an installation token of the new kind', `ghs_12345_eyJ${letters}.eyJ${letters}.${letters}`],
  ['a fine-grained token', `github_pat_${letters}`],
  ['a GitLab token', `glpat-${letters.slice(0, 20)}`],
  ['a model key', `sk-${letters}`],
  ['a project key', `sk-proj-${letters}`],
  ['a key of another model', `sk-ant-api03-${letters}`],
  ['an AWS key', `AKIA${'ABCD2345'.repeat(2)}`],
  ['a temporary AWS key', `ASIA${'ABCD2345'.repeat(2)}`],
  ['a Slack token', `xoxb-1234567890-${letters}`],
  ['a Google key', `AIza${letters.slice(0, 35)}`],
  ['a web token', `eyJ${letters}.eyJ${letters}.${letters}`],
  ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${letters}\n-----END RSA PRIVATE KEY-----`],
  ['half a private key', `-----BEGIN PRIVATE KEY-----\n${letters}\n${letters}`],
  ['a token of a GitHub app acting for somebody', `ghu_${letters.slice(0, 36)}`],
  ['a token of an OAuth app', `gho_${letters.slice(0, 36)}`],
  ['a token to renew others with', `ghr_${letters}${letters.slice(0, 36)}`],
  ['a Python registry token', `pypi-${letters}${letters}`],
  ['a Hugging Face token', `hf_${letters.slice(0, 34)}`],
  ['a payment key', `sk_live_${letters.slice(0, 24)}`],
  ['a restricted payment key', `rk_live_${letters.slice(0, 24)}`],
  ['a mail key', `SG.${letters.slice(0, 22)}.${letters}`],
  ['a Slack app token', `xapp-1-${letters}`],
  ['a registry token', `npm_${letters.slice(0, 36)}`],
];

test.for(credentials)('%s is taken out without being known', ([, credential]) => {
  const published = redact(`before (${credential}) after`, []);

  expect(published).toMatch(/^before \(\[redacted\].*\) after$/);
  expect(published).not.toContain(letters.slice(0, 12));
  expect(published).not.toContain('ABCD2345');
});

test.for<readonly [string, string]>([
  [`//registry.example/:_authToken=${letters}`, '//registry.example/:_authToken=[redacted]'],
  [`Authorization: Bearer ${letters}`, 'Authorization: Bearer [redacted]'],
  [`"authorization": "basic ${letters}"`, '"authorization": "basic [redacted]"'],
  [`https://user:${letters}@git.example/x`, 'https://user:[redacted]@git.example/x'],
])('%s loses its value and keeps its name', ([text, published]) => {
  expect(redact(text, [])).toBe(published);
});

test.for([
  'The bearer of this letter is basic internationalization, token by token.',
  'at Object.<anonymous> (/workspace/test/a.test.js:10:5)',
  'sha 0123456789abcdef0123456789abcdef01234567',
  'https://git.example:8080/owner/name.git and sk-short and AKIA',
  'npm_config_registry and ghp_ and risk-assessment-of-the-whole-project',
])('ordinary text stays whole: %s', (text) => {
  expect(redact(text, [])).toBe(text);
});

test('a secret that hides behind terminal sequences is found once the text is cleaned', () => {
  const hidden = `${secret.slice(0, 9)}\u001b[0m${secret.slice(9)}`;

  expect(redact(hidden, [secret])).toBe(hidden);
  expect(makePublishable({ log: hidden }, [secret])).toEqual({ log: '[redacted]' });
});

test('no place of a pull request shows a secret', () => {
  const { attempt, proof } = facts();
  const run = {
    command: secret,
    exit: { reason: 'exited', code: 1 },
    durationMs: 1,
    stdout: secret,
    stderr: base64(secret),
  } as const;
  const finding = { kind: 'test-deleted', path: secret, detail: secret } as const;
  const leaky = facts({
    issue: { number: 12, title: secret },
    proof: { ...proof, because: secret, findings: [finding], base: { ...proof.base, test: run } },
    attempt: { ...attempt, finish: someFinish('fixed', secret) },
    changes: [{ path: secret, status: 'added', lines: null }],
  });

  const { title, body } = renderPullRequest(makePublishable(leaky, [secret]));

  expect(renderPullRequest(leaky).body).toContain(secret);
  expect(`${title}\n${body}`).not.toMatch(/ord\+with|odd.?&/);
  expect(body).not.toContain(base64(secret).slice(4, 24));
});

test('many secrets are looked for at once, each as it would be alone', () => {
  const secrets = Array.from({ length: 120 }, (_, index) => `${index} ${secret} ($^|) ${index}`);
  const hide = redactor(secrets);

  for (const each of secrets) {
    expect(hide(`a ${each} b ${base64(each)} c`)).toBe(redact(`a ${each} b ${base64(each)} c`, [each]));
    expect(hide(`a ${each} b`)).toBe('a [redacted] b');
  }
});

test('of known values that begin alike the longest goes, and what one of them only begins stays', () => {
  const hide = redactor(['abcdefgh', 'abcdefghij', 'cdefghijklmn']);

  expect(hide('abcdefghij abcdefgh abcdefg')).toBe('[redacted] [redacted] abcdefg');
  expect(hide('abcdefghijklmn')).toBe('[redacted]klmn');
  expect(hide('xcdefghijklmn')).toBe('x[redacted]');
});

test('known values are found as one expression for all of them would find them, at any border', () => {
  const letter = (at: number) => 'ab\u2714'.charAt(((at * 7_919) % 104_729) % 3);
  const text = Array.from({ length: 6_000 }, (_, at) => letter(at)).join('');
  const secrets = [3, 500, 501, 1_900, 5_980].map((at) => text.slice(at, at + 9 + (at % 4)));
  const longestFirst = secrets.toSorted((one, other) => other.length - one.length);

  const published = redact(text, secrets);

  expect(published).toBe(text.replaceAll(new RegExp(longestFirst.join('|'), 'g'), '[redacted]'));
  expect(published.match(/redacted/g)?.length).toBeGreaterThanOrEqual(4);
});

test('publishing looks at each secret once, however many texts there are', () => {
  let asked = 0;
  const secrets = new Proxy([secret], {
    get: (target, key, receiver) => {
      if (key === '0') asked += 1;
      return Reflect.get(target, key, receiver);
    },
  });

  makePublishable(
    Array.from({ length: 100 }, () => secret),
    secrets,
  );

  expect(asked).toBe(1);
});

test('plain data keeps its shape', () => {
  const data = { text: 'a', number: 1, none: null, missing: undefined, list: ['b', { deep: true }] };

  expect(makePublishable(data, [secret])).toEqual(data);
});

test('hostile text is handled in linear time', () => {
  const size = 300_000;
  for (const piece of [
    'eyJ',
    'eyJaaaaaaaa.',
    '-----BEGIN PRIVATE KEY-----',
    'bearer ',
    '_authToken=',
    'a://b:',
    'ghp_',
    'x@',
    'sk-',
  ]) {
    redact(piece.repeat(size / piece.length), [secret]);
  }
}, 20_000);

/** The length of the longest piece of `needle`, cut in twelves and more, that `text` shows. */
function longestShared(text: string, needle: string): number {
  let longest = 0;
  for (let start = 0; start < needle.length; start += 1) {
    while (text.includes(needle.slice(start, start + longest + 1)) && start + longest < needle.length) longest += 1;
  }
  return longest;
}

test.for([
  'eyJ',
  'eyJaaaaaaaa.eyJ',
  'ghp_',
  '-----BEGIN PRIVATE KEY-----',
  'bearer ',
  '_auth=',
  'authorization: basic ',
  'https://a:',
  'SG.',
  'sk-',
  'xapp-',
])('one word of 32 MB after %s is looked through to its end', (beginning) => {
  const text = `${beginning}${'a'.repeat(32_000_000)} ghp_${letters}`;

  expect(redact(text, [secret]).endsWith(' [redacted]')).toBe(true);
});
