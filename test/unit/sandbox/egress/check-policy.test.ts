import { expect, test } from 'vitest';
import { checkPolicy } from '../../../../src/sandbox/egress/check-policy.ts';
import { type EgressRule, SandboxFault } from '../../../../src/sandbox/sandbox.ts';

const rule: EgressRule = { host: 'registry.test', port: 443, scheme: 'https', pathPrefix: '/', addresses: 'public' };

function check(different: object): void {
  checkPolicy({ kind: 'egress', allow: [{ ...rule, ...different }], onAttempt: () => undefined });
}

test.for([
  {},
  { host: 'localhost' },
  { host: '127.0.0.1' },
  { pathPrefix: '/api/npm/npm/' },
  { pathPrefix: '/@scope%2fname' },
  { addresses: 'any' },
  { addresses: [] },
  { addresses: ['10.0.0.0/8', '192.168.1.1/32', 'fd00::/8', '::/0', '0.0.0.0/0'] },
  { inject: { Authorization: 'Bearer abc', 'X-JFrog-Art-Api': 'key' } },
])('%j is a rule', (different) => {
  expect(() => check(different)).not.toThrow();
});

test.for([
  { host: '' },
  { host: 'Registry.test' },
  { host: 'registry.test.' },
  { host: '*.registry.test' },
  { host: 'registry.test:443' },
  { host: '[::1]' },
  { port: 0 },
  { port: 65_536 },
  { port: 443.5 },
  { port: Number.NaN },
  { scheme: 'ftp' },
  { pathPrefix: '' },
  { pathPrefix: 'api/' },
  { pathPrefix: '/api/../' },
  { pathPrefix: '/api//npm' },
  { pathPrefix: '/api?x' },
  { addresses: 'private' },
  { addresses: ['10.0.0.0'] },
  { addresses: ['10.0.0.0/33'] },
  { addresses: ['10.0.0.0/-1'] },
  { addresses: ['10.0.0.0/8/8'] },
  { addresses: ['10.0.0.0/08'] },
  { addresses: ['10.0.0/8'] },
  { addresses: ['::/129'] },
  { addresses: ['registry.test/8'] },
  { inject: { Host: 'evil.test' } },
  { inject: { 'content-length': '5' } },
  { inject: { 'Transfer-Encoding': 'chunked' } },
  { inject: { 'Proxy-Authorization': 'Basic abc' } },
  { inject: { 'a b': 'c' } },
  { inject: { authorization: '' } },
  { inject: { authorization: 'Bearer a\r\nX-Injected: 1' } },
  { Inject: { authorization: 'a' } },
])('%j is no rule', (different) => {
  expect(() => check(different)).toThrow(expect.objectContaining({ name: 'SandboxFault', code: 'invalid', ran: 'no' }));
});

test('a fault says where the policy is wrong, and nothing of what was to be injected', () => {
  const wrong = () => check({ inject: { authorization: 'Bearer operators-secret\n' } });

  expect(wrong).toThrow(/allow\[0\]\.inject\.authorization/);
  expect(wrong).not.toThrow(/operators-secret/);
});

test('what is no policy at all is refused', () => {
  // As a caller without types can hand it in.
  for (const wrong of [null, {}, { kind: 'all' }, { kind: 'egress', allow: [rule] }]) {
    expect(() => checkPolicy(wrong as never)).toThrow(SandboxFault);
  }
});
