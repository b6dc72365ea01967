import { expect, test } from 'vitest';
import { findCollisions } from '../../../src/git/find-collisions.ts';

const write = (path: string) => ({ kind: 'write' as const, path });
const remove = (path: string) => ({ kind: 'delete' as const, path });

test.for([
  ['two new files that differ in case', [write('Readme'), write('README')], []],
  ['two new files that differ in composition', [write('\u00e9'), write('e\u0301')], []],
  ['a new file and one of the base', [write('readme.md')], ['README.md']],
  ['a new folder and a link of the base', [write('Docs/a')], ['docs']],
  ['a new folder and a folder of the base', [write('SRC/a')], ['src/b']],
  ['names that differ in a trailing dot', [write('a.'), write('a')], []],
  ['names that differ in a long s', [write('ſum'), write('sum')], []],
] as const)('finds %s', ([, entries, basePaths]) => {
  expect(findCollisions(entries, basePaths)).toHaveLength(1);
});

test.for([
  ['a file renamed to another case', [remove('README.md'), write('readme.md')], ['README.md']],
  ['files side by side in a folder', [write('src/a'), write('src/b')], ['src/c']],
  ['a modified file', [write('src/a')], ['src/a']],
  ['a modified file of a base that has a collision already', [write('A')], ['A', 'a']],
] as const)('accepts %s', ([, entries, basePaths]) => {
  expect(findCollisions(entries, basePaths)).toEqual([]);
});

test('finds a collision with a base whose files lie in thousands of folders each', () => {
  const deep = (name: number) => `src/${Array.from({ length: 1_900 }, (_, level) => `${name}-${level}`).join('/')}/a`;
  const base = Array.from({ length: 200 }, (_, name) => deep(name));

  const refusals = findCollisions([write('SRC/a'), write('lib/a')], base);

  expect(refusals.map(({ path }) => path)).toEqual(['SRC/a']);
});
