import { describe, expect, test } from 'vitest';
import { judgeRequest, judgeTunnel } from '../../../../src/sandbox/egress/judge.ts';
import type { Asked } from '../../../../src/sandbox/egress/read-asked.ts';
import type { EgressRule } from '../../../../src/sandbox/sandbox.ts';

const rule: EgressRule = { host: 'registry.test', port: 443, scheme: 'https', pathPrefix: '/', addresses: 'public' };
const origin = { scheme: 'https', host: 'registry.test', port: 443 } as const;

function asked(different: Partial<Asked>): Asked {
  return { method: 'GET', origin, path: '/left-pad', hosts: ['registry.test'], hasBody: false, ...different };
}

test.for<Partial<Asked>>([
  {},
  { method: 'HEAD' },
  { hosts: ['registry.test:443'] },
  { hosts: ['REGISTRY.TEST.'] },
  { path: '/' },
  { path: '/@scope%2fname' },
  { path: '/@scope/name/-/name-1.0.0.tgz' },
  { path: '/user/-/user-1.0.0.tgz' },
  { path: '/whoami' },
  { path: '/a?next=http://evil.test/../x' },
  { path: '/a..b/c...d' },
  { path: `/${'x'.repeat(2047)}` },
])('%j is allowed', (different) => {
  expect(judgeRequest([rule], asked(different))).toEqual({ allowed: true, rule });
});

test.for<[Partial<Asked>, number]>([
  [{ origin: null }, 403],
  [{ origin: { ...origin, scheme: 'http' } }, 403],
  [{ origin: { ...origin, port: 8443 } }, 403],
  [{ hosts: [] }, 403],
  [{ hosts: ['registry.test:80'] }, 403],
  [{ hosts: ['registry.test', 'registry.test'] }, 403],
  [{ method: 'POST' }, 405],
  [{ method: 'get' }, 405],
  [{ hasBody: true }, 405],
  [{ path: '' }, 403],
  [{ path: '/ü' }, 403],
  [{ path: '/a b' }, 403],
  [{ path: '/%FF' }, 403],
  [{ path: '/%C3%BC' }, 403],
])('%j is refused with %i', ([different, status]) => {
  expect(judgeRequest([rule], asked(different))).toMatchObject({ allowed: false, status });
});

describe('a registry below a path', () => {
  test.for(['/api/npm/npm/', '/api/npm/npm'])('%s lends what is below it', (pathPrefix) => {
    const below = { ...rule, pathPrefix };

    for (const path of ['/api/npm/npm/', '/api/npm/npm/left-pad', '/api/npm/npm/@scope%2fname?x=/']) {
      expect(judgeRequest([below], asked({ path }))).toEqual({ allowed: true, rule: below });
    }
  });

  test.for([
    '/',
    '/left-pad',
    '/api/npm/npm',
    '/api/npm/npm-private/left-pad',
    '/api/npm/NPM/left-pad',
    '/api%2fnpm%2fnpm%2fleft-pad',
    '/api/npm/npm%2f..%2fprivate/left-pad',
    '/api/npm/npm/../private/left-pad',
    '/api/npm//npm/left-pad',
    '/?/api/npm/npm/left-pad',
  ])('%s is not below it', (path) => {
    const below = { ...rule, pathPrefix: '/api/npm/npm/' };

    expect(judgeRequest([below], asked({ path }))).toMatchObject({ allowed: false, status: 403 });
  });

  test('leaves the rest of its host to a rule of its own', () => {
    const below = { ...rule, pathPrefix: '/api/npm/npm/' };

    expect(judgeRequest([below, rule], asked({ path: '/left-pad' }))).toEqual({ allowed: true, rule });
  });
});

test('of several rules for a host the one that says most about the path counts', () => {
  const own: EgressRule = { ...rule, pathPrefix: '/own/', inject: { authorization: 'Bearer of-the-operator' } };

  for (const allow of [
    [rule, own],
    [own, rule],
  ]) {
    expect(judgeRequest(allow, asked({ path: '/own/left-pad' }))).toEqual({ allowed: true, rule: own });
    expect(judgeRequest(allow, asked({ path: '/left-pad' }))).toEqual({ allowed: true, rule });
    expect(judgeRequest(allow, asked({ path: '/owner/left-pad' }))).toEqual({ allowed: true, rule });
  }
});

test('an empty list allows nothing', () => {
  expect(judgeTunnel([], { origin })).toMatchObject({
    allowed: false,
    status: 403,
    reason: 'this sandbox may not use the network',
  });
});

test('a listed address is vetted before it is dialled, because nobody will look it up', () => {
  const literal: EgressRule = { ...rule, host: '127.0.0.1' };
  const target = { origin: { ...origin, host: '127.0.0.1' } };

  expect(judgeTunnel([literal], target)).toMatchObject({ allowed: false });
  expect(judgeTunnel([{ ...literal, addresses: 'any' }], target)).toMatchObject({ allowed: true });
});
