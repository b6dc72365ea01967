import { expect, test } from 'vitest';
import { parseTap } from '../../../src/verify/parse-tap.ts';

test.for<readonly [string, readonly string[], readonly string[]]>([
  ['a point without a name', ['ok 1', '1..1'], ['passed (no name)']],
  ['no numbers', ['ok - a', 'not ok - b', '1..2'], ['passed a', 'failed b']],
  ['nothing to run', ['1..0 # no tests'], []],
  ['details that look like points', ['not ok 1 - a', '  ---', '  ok 2 - b', '  ...', '1..1'], ['failed a']],
  [
    'points inside braces',
    ['# Subtest: a.js', 'not ok 1 - a.js # time=1ms {', '    ok 1 - b', '    not ok 2 - c', '    1..2', '}', '1..1'],
    ['passed b', 'failed c'],
  ],
  [
    'a file that fails after its points',
    ['# Subtest: a.js', '    ok 1 - b', '    1..1', 'not ok 1 - a.js', '1..1'],
    ['passed b', 'failed '],
  ],
])('reads a report with %s', ([, lines, expected]) => {
  const tests = parseTap(['TAP version 13', ...lines, ''].join('\n'));

  expect(tests?.map(({ titles, status }) => `${status} ${titles.join()}`)).toEqual(expected);
});

test.for<readonly [string, readonly string[]]>([
  ['no plan', ['ok 1 - a']],
  ['fewer points than planned', ['1..3', 'ok 1 - a']],
  ['more points than planned', ['ok 1 - a', 'ok 2 - b', '1..1']],
  ['a test that bailed out', ['ok 1 - a', 'Bail out! no database', '1..1']],
  ['nothing', []],
])('takes no result from a report with %s', ([, lines]) => {
  expect(parseTap(lines.join('\n'))).toBeNull();
});

test('deep nesting is read as far as anybody nests', () => {
  const lines = [`${' '.repeat(100_000)}ok 1 - deep`, 'ok 1 - a', '1..1'];

  expect(parseTap(lines.join('\n'))).toEqual([{ file: '', titles: ['a'], status: 'passed' }]);
});
