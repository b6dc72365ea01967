import { expect, test } from 'vitest';
import { parseRemote } from '../../../src/git/parse-remote.ts';

test('keeps the credential for the origin of the remote, and out of its address', () => {
  const remote = parseRemote('https://git.example.org/owner/name.git', 'ghs_secret');

  expect(remote.url).toBe('https://git.example.org/owner/name.git');
  expect(remote.credential?.configKey).toBe('http.https://git.example.org/.extraHeader');
  expect(remote.credential?.header).toBe(`Authorization: Basic ${btoa('x-access-token:ghs_secret')}`);
});

test('sends no token to a local path', () => {
  expect(parseRemote('/srv/repo', 'ghs_secret')).toEqual({ url: '/srv/repo', scheme: 'file', credential: null });
});

test.for(['http://127.0.0.1:8080/x', 'http://localhost/x', 'http://[::1]:8080/x', 'https://git.example.org/x'])(
  'sends a token to %s',
  (url) => {
    expect(parseRemote(url, 'secret').credential).not.toBeNull();
  },
);

test.for([
  ['http://git.example.org/x', 'secret'],
  ['http://127.0.0.1.example.org/x', 'secret'],
  ['https://user:password@git.example.org/x', null],
  ['ssh://git@git.example.org/x', null],
  ['git@git.example.org:x', null],
  ['ext::sh -c touch% /tmp/x', null],
  ['file:///srv/repo', null],
  ['../relative', null],
  ['--upload-pack=touch /tmp/x', null],
  ['', null],
  ['https://git.example.org/x', 'line\nbreak'],
  ['https://git.example.org/x', ''],
] as const)('refuses %j with token %j', ([url, token]) => {
  expect(() => parseRemote(url, token)).toThrow(expect.objectContaining({ name: 'GitFault', kind: 'refused' }));
});
