import { expect, test } from 'vitest';
import { compareSuites } from '../../../src/verify/compare-suites.ts';
import { suite } from './suite.ts';

test('sorts every test by what became of it', () => {
  const base = suite({
    tests:
      'a.js > red:failed a.js > green:passed a.js > old:passed a.js > off:skipped a.js > bad:failed a.js > hushed:passed',
  });
  const head = suite({
    tests:
      'a.js > red:passed a.js > green:failed a.js > new:passed a.js > off:skipped a.js > bad:failed a.js > hushed:skipped a.js > wrong:failed',
  });

  expect(compareSuites(base, head)).toEqual({
    fixed: ['a.js > red'],
    newlyFailing: ['a.js > green', 'a.js > wrong'],
    stillFailing: ['a.js > bad'],
    added: ['a.js > new'],
    vanished: ['a.js > old', 'a.js > hushed'],
    flaky: [],
  });
});

test('counts the tests of a file that cannot be loaded at head as failing', () => {
  const base = suite({ tests: 'a.js > one:passed b.js > two:passed' });
  const head = suite({ tests: 'a.js:failed b.js > two:passed' });

  expect(compareSuites(base, head)).toMatchObject({ newlyFailing: ['a.js > one', 'a.js'], vanished: [] });
});

test('counts the tests of a file that could not be loaded at base as failing there', () => {
  const base = suite({ tests: 'a.js:failed' });
  const head = suite({ tests: 'a.js > one:passed a.js > two:failed' });

  expect(compareSuites(base, head)).toMatchObject({
    fixed: ['a.js', 'a.js > one'],
    newlyFailing: [],
    stillFailing: ['a.js > two'],
  });
});

test('compares nothing when one side is known by exit code only', () => {
  expect(compareSuites(suite({ tests: null }), suite({}))).toBeNull();
  expect(compareSuites(suite({}), suite({ tests: null }))).toBeNull();
});

test('counts a flaky test as nothing else', () => {
  const base = suite({ tests: 'a.js > one:failed a.js > two:passed a.js > three:passed' });
  const head = suite({ tests: 'a.js > one:passed a.js > two:failed' });

  expect(compareSuites(base, head)).toMatchObject({ fixed: ['a.js > one'], newlyFailing: ['a.js > two'], flaky: [] });
  expect(compareSuites(base, head, ['a.js > one', 'a.js > two'])).toEqual({
    fixed: [],
    newlyFailing: [],
    stillFailing: [],
    added: [],
    vanished: ['a.js > three'],
    flaky: ['a.js > one', 'a.js > two'],
  });
});
