import { expect, test } from 'vitest';
import { noSettings } from '../../../src/environment/repository-settings.ts';
import { decideFix } from '../../../src/steering/pulls/decide-fix.ts';

const wanted = { ...noSettings.conduct, fixChecks: true, fixesPerPull: 3, fixesInARow: 2 };

test.for<[inAll: number, inARow: number, expected: object]>([
  [0, 0, { kind: 'fix' }],
  [1, 1, { kind: 'fix' }],
  [2, 2, { kind: 'used-up', limit: 'in-a-row', count: 2 }],
  [2, 0, { kind: 'fix' }],
  [3, 0, { kind: 'used-up', limit: 'in-all', count: 3 }],
  [3, 2, { kind: 'used-up', limit: 'in-all', count: 3 }],
])('after %i fixes in all and %i in a row', ([inAll, inARow, expected]) => {
  expect(decideFix(wanted, { inAll, inARow })).toEqual(expected);
});

test('where maintainers do not want it, nothing begins and nothing is said', () => {
  expect(decideFix({ ...wanted, fixChecks: false }, { inAll: 9, inARow: 9 })).toEqual({ kind: 'leave' });
  expect(noSettings.conduct.fixChecks).toBe(false);
});

test('where no fix is allowed at all, the first is one too many', () => {
  expect(decideFix({ ...wanted, fixesPerPull: 0 }, { inAll: 0, inARow: 0 })).toMatchObject({ kind: 'used-up' });
});
