import { expect, test } from 'vitest';
import { judgeHosts } from '../../../src/environment/judge-hosts.ts';

test.for<readonly [string, readonly string[], boolean]>([
  ['files.tides.example', [], false],
  ['files.tides.example', ['files.tides.example'], true],
  ['files.tides.example', ['FILES.tides.example'], true],
  ['files.tides.example', ['*.tides.example'], true],
  ['a.b.tides.example', ['*.tides.example'], true],
  ['tides.example', ['*.tides.example'], false],
  ['eviltides.example', ['*.tides.example'], false],
  ['files.tides.example.evil.test', ['*.tides.example', 'files.tides.example'], false],
])('a repository may name %s where the operator permits %j: %s', ([host, permitted, isAllowed]) => {
  expect(judgeHosts([host], permitted)).toEqual(
    isAllowed ? { allowed: [host], refused: [] } : { allowed: [], refused: [host] },
  );
});
