import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compromised } from '../../src/run/canary/compromised-fault.ts';
import { canaryFinder } from '../../src/run/canary/find-canary.ts';
import { newCanary } from '../../src/run/canary/new-canary.ts';
import { watchCanary } from '../../src/run/canary/watch-canary.ts';
import { describeFailure } from '../../src/run/telling/describe-failure.ts';
import { writes } from '../support/some-change.ts';

const canary = 'gho_h1Kx0Zq8RtYw3LmNb6Vc5Jd9Ef2Gs7Pa4Uo0';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const reversed = (text: string) => [...text].reverse().join('');
const percent = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('');
const first = canary.slice(0, 20);
const second = canary.slice(20);

/** Ways to carry it off, each as host and path of a request. */
const theft: readonly (readonly [string, string, string])[] = [
  ['as it is, in a path', 'registry.test', `/${canary}`],
  ['as it is, in a query', 'registry.test', `/left-pad?v=1&t=${canary}`],
  ['without its beginning', 'registry.test', `/${canary.slice(4)}`],
  ['in small letters', 'registry.test', `/${canary.toLowerCase()}`],
  ['in base64', 'registry.test', `/${base64(canary)}`],
  ['in base64, one byte further', 'registry.test', `/${base64(`x${canary}`)}`],
  ['in base64, two bytes further', 'registry.test', `/${base64(`xy${canary}`)}`],
  ['in base64 for addresses', 'registry.test', `/${Buffer.from(`~~${canary}`).toString('base64url')}`],
  ['with the whole file, in base64', 'registry.test', `/${base64(`github.com:\n    oauth_token: ${canary}\n`)}`],
  ['in hex', 'registry.test', `/${hex(canary)}`],
  ['in hex of capitals', 'registry.test', `/${hex(canary).toUpperCase()}`],
  ['written for an address', 'registry.test', `/${percent(canary)}`],
  [
    'written for an address in part',
    'registry.test',
    `/${canary.replaceAll('Y', '%59').replaceAll(/(?<=\d)[A-Z]/g, percent)}`,
  ],
  ['reversed', 'registry.test', `/${reversed(canary)}`],
  ['over parts of a path', 'registry.test', `/${canary.match(/.{1,5}/g)?.join('/')}`],
  ['as the label of a host', `${canary.toLowerCase()}.thief.test`, ''],
  [
    'in hex, over labels of a host',
    `${hex(canary)
      .match(/.{1,32}/g)
      ?.join('.')}.thief.test`,
    '',
  ],
  ['its first half', 'registry.test', `/a/${first}`],
  ['its second half', 'registry.test', `/b/${second}`],
  ['its first half in base64', 'registry.test', `/a/${base64(first)}`],
  ['its second half in hex', 'registry.test', `/b/${hex(second)}`],
];

/** What looks like it and is not. */
const honest: readonly (readonly [string, string, string])[] = [
  ['a package', 'registry.test', '/@scope%2fleft-pad/-/left-pad-1.3.0.tgz'],
  ['another credential of the kind', 'registry.test', `/${newCanary()}`],
  ['the beginning that all of the kind have', 'registry.test', '/gho_'],
  ['its first quarter', 'registry.test', `/${canary.slice(0, 13)}`],
  ['the names of the files it is in', 'registry.test', '/home/agent/.config/gh/hosts.yml/.git-credentials'],
  ['a digest', 'registry.test', `/sha512-${base64('a digest is as long and as random as this is'.repeat(2))}`],
];

function watched() {
  const events: unknown[] = [];
  const notes: string[] = [];
  const append = <Data extends object>(_type: string, data: Data) => {
    events.push(data);
    return data;
  };
  const watch = watchCanary({ canary, record: { append }, warn: (note) => notes.push(note) });
  const request = (host: string, path: string, decision: 'allowed' | 'denied' = 'denied') =>
    watch.lookAtEgress({ ...attempt, host, path, decision });
  return { watch, events, notes, request };
}

const attempt = {
  purpose: 'base',
  at: '2026-11-23T00:00:00.000Z',
  method: 'GET',
  port: 443,
  reason: null,
  status: null,
  bytesIn: 0,
  durationMs: 1,
} as const;

describe('a decoy credential in a request', () => {
  test.for(theft)('%s, compromises the run', ([, host, path]) => {
    const { watch, events, request } = watched();

    request(host, path);

    expect(watch.signal.reason).toMatchObject({ name: 'CompromisedFault' });
    expect(events).toMatchObject([{ where: 'egress' }]);
  });

  test.for(theft)('%s, compromises it in a file of the change too', ([, host, path]) => {
    const { watch } = watched();
    const text = `export const cache = '${host}${path}';\n`;

    expect(() => watch.lookAtChange(writes({ 'a.js': text }))).toThrow('in the changed file a.js');
  });

  test.for(honest)('%s, is none', ([, host, path]) => {
    const { watch, events, request } = watched();

    request(host, path);
    watch.lookAtChange(writes({ 'a.js': `${host}${path}\n` }));
    watch.lookAtPublication({ host, path });

    expect(watch.signal.aborted).toBe(false);
    expect(events).toEqual([]);
  });

  test('counts whether the request was let through or not, and once', () => {
    const { watch, events, request } = watched();

    request('registry.test', `/${first}`, 'allowed');
    request('registry.test', `/${second}`, 'allowed');
    request('thief.test', `/${canary}`, 'denied');

    expect(String(watch.signal.reason)).toContain(
      'in a request to registry.test:443, which was allowed, from the box "base"',
    );
    expect(events).toHaveLength(2);
  });
});

describe('a decoy credential elsewhere', () => {
  test.for<[string, Uint8Array]>([
    [
      'over many lines',
      Buffer.from(
        canary
          .match(/.{1,4}/g)
          ?.map((part) => `  '${part}' +`)
          .join('\n') ?? '',
      ),
    ],
    ['in wide characters', Buffer.from(canary, 'utf16le')],
    ['between bytes that are no text', Buffer.concat([Buffer.alloc(4000, 0xff), Buffer.from(canary), Buffer.alloc(9)])],
    ['at the end of a large file', Buffer.concat([Buffer.alloc(1_000_000, 'a'), Buffer.from(canary)])],
  ])('is found in a file %s', ([, bytes]) => {
    expect(canaryFinder(canary)(bytes)).toBe(true);
  });

  test('is not found where it is compressed', () => {
    expect(canaryFinder(canary)(gzipSync(canary))).toBe(false);
  });

  test('in the name of a file compromises the run', () => {
    expect(() => watched().watch.lookAtChange(writes({ [`src/${hex(canary)}.js`]: '' }))).toThrow(
      'in the name of a changed file',
    );
  });

  test('in what would be published compromises the run', () => {
    const body = { body: `The tests said:\n\n    ${base64(canary)}\n` };

    expect(() => watched().watch.lookAtPublication([body])).toThrow('in what was about to be published');
  });

  test('in what a command prints is told once a box and accuses nobody', () => {
    const { watch, events, notes } = watched();

    watch.lookAtOutput('agent', `oauth_token: ${canary}`);
    watch.lookAtOutput('agent', `oauth_token: ${canary}`);
    watch.lookAtOutput('base', base64(canary));
    watch.lookAtOutput('head', '.config/gh/hosts.yml');

    expect(watch.signal.aborted).toBe(false);
    expect(events).toMatchObject([{ where: 'output' }, { where: 'output' }]);
    expect(notes).toMatchObject([expect.stringContaining('in the box "agent"'), expect.stringContaining('"base"')]);
  });

  test('is a matter of safety, whatever stage it is met in', () => {
    const failure = describeFailure(compromised('in a request to thief.test:443'), 'preparing');

    expect(failure).toMatchObject({
      cause: 'safety',
      reason: expect.stringContaining('was seen in a request to thief.test:443'),
    });
    expect(failure?.nextAction).toContain('event `canary` in the record');
  });
});

test('no two runs have the same, and each looks like a credential', () => {
  const canaries = Array.from({ length: 50 }, newCanary);

  expect(new Set(canaries).size).toBe(50);
  expect(canaries.filter((one) => !/^gho_[0-9A-Za-z]{36}$/.test(one))).toEqual([]);
});
