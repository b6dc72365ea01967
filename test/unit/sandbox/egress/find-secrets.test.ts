import { expect, test } from 'vitest';
import { findSecrets } from '../../../../src/sandbox/egress/find-secrets.ts';
import type { EgressRule } from '../../../../src/sandbox/sandbox.ts';

const rule: EgressRule = { host: 'registry.test', port: 443, scheme: 'https', pathPrefix: '/', addresses: 'public' };
const basic = Buffer.from('operator:correct horse').toString('base64');

test.for<[Readonly<Record<string, string>>, readonly string[]]>([
  [{}, []],
  [{ 'X-Api-Key': 'abcdefgh' }, ['abcdefgh']],
  [{ Authorization: 'Bearer abcdefgh' }, ['Bearer abcdefgh', 'abcdefgh']],
  [{ Authorization: `Basic ${basic}` }, [`Basic ${basic}`, basic, 'operator:correct horse', 'correct horse']],
  [{ 'X-Flag': '1' }, []],
  [{ Accept: 'application/json', 'User-Agent': 'sandpiper/1.0' }, []],
])('%j holds %j', ([inject, secrets]) => {
  expect(findSecrets({ ...rule, inject })).toEqual(secrets);
});
