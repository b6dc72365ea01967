import { expect, test } from 'vitest';
import type { BaseNow } from '../../../src/git/compare-base.ts';
import { describeBase } from '../../../src/run/base/describe-base.ts';

const base = { branch: 'main', baseSha: 'b'.repeat(40) };
const tip = 'a'.repeat(40);
const isRewritten = false;
const many = Array.from({ length: 7 }, (_, index) => `f${index}`);

test.for<readonly [BaseNow | null, RegExp]>([
  [
    { kind: 'moved', tip, paths: [], isRewritten },
    /^main moved on to a{10} meanwhile, in other files .* on b{10}, and says nothing/,
  ],
  [
    { kind: 'moved', tip, paths: ['a'], isRewritten },
    /changed a as well, without a conflict.*says nothing about both together/,
  ],
  [
    { kind: 'conflicts', tip, paths: many, isRewritten },
    /conflicts with this change in f0, f1, f2, f3, f4 and 2 more\./,
  ],
  [null, /^It could not be seen whether main moved on/],
])('%j is said in a sentence', ([now, expected]) => {
  expect(describeBase(base, now)).toMatch(expected);
});

test('a base that stayed is not worth a word', () => {
  expect(describeBase(base, { kind: 'same' })).toBeNull();
});
