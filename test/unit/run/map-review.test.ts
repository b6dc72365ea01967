import { expect, test } from 'vitest';
import { findRequirements } from '../../../src/run/review/find-requirements.ts';
import { mapReview, type ReviewFacts } from '../../../src/run/review/map-review.ts';
import type { ChangedText } from '../../../src/verify/changed-text.ts';

test.for<readonly [string, string, readonly string[]]>([
  ['items of a list', '- Round up\n* [ ] Keep the sign\n1. Say so', ['Round up', 'Keep the sign', 'Say so']],
  ['an item over two lines', '- Round up\n  to the next\n\nHello.', ['Round up to the next']],
  ['sentences that demand', 'Hello. It should round up. Thanks!', ['It should round up.']],
  ['a sentence over two lines', 'It must\nround up.', ['It must round up.']],
  ['sentences that name code', 'I like it. Look at `roundUp` please.', ['Look at `roundUp` please.']],
  ['no code block', '```\nit should\n- an item\n```\n~~~\nmust\n~~~', []],
  ['no quotation and no table', '> it should\n\n| must | must |', []],
  ['no comment of a template', '<!-- You must fill this in. --> It has to work.<!-- must', ['It has to work.']],
  ['no heading', '# It should\n## Must', []],
  ['no steps to reproduce', '## Steps to reproduce\n1. Start it\n## Expected behaviour\n- It starts', ['It starts']],
  ['nothing twice', '- Round up\n- round  up', ['Round up']],
  ['no empty item', '- \n-\n', []],
])('takes from an issue %s', ([, body, expected]) => {
  expect(findRequirements({ title: 'Title', body }).map(({ text }) => text)).toEqual(['Title', ...expected]);
});

test('takes at most twelve, each cut', () => {
  const body = Array.from({ length: 50 }, (_, index) => `- ${index} ${'long '.repeat(200)}`).join('\n');

  const requirements = findRequirements({ title: '', body });

  expect(requirements).toHaveLength(12);
  expect(Math.max(...requirements.map(({ text }) => text.length))).toBeLessThan(250);
});

test.for<readonly [string, string]>([
  ['very many fences', '```\n'.repeat(20_000)],
  ['very many comments', '<!--'.repeat(16_000)],
  ['one very long line', `- ${'`a` should. '.repeat(6000)}`],
  ['very many blanks', `-${' '.repeat(65_000)}x`],
])('an issue with %s is read all the same', ([, body]) => {
  expect(findRequirements({ title: 'Title', body }).length).toBeGreaterThan(0);
});

const rounding: ChangedText = {
  path: 'src/rounding.js',
  before: 'export function roundUp(a) {\n  return a;\n}\n\nfunction other() {\n  return 1;\n}\n',
  after: 'export function roundUp(a) {\n  return Math.ceil(a);\n}\n\nfunction other() {\n  return 2;\n}\n',
};
const rounded: ChangedText = { path: 'test/rounding.test.js', before: '', after: "test('roundUp', () => {});\n" };
const none: ReviewFacts['proof'] = { findings: [], touch: null, coverage: null };

function mapOf(different: Partial<ReviewFacts> = {}) {
  return mapReview({
    issue: { title: '`roundUp` is wrong', body: '' },
    texts: [rounding, rounded],
    proof: none,
    ...different,
  });
}

test.for<readonly [string, string, readonly (readonly [number, readonly string[]])[]]>([
  ['a name in code', '`roundUp` is wrong', [[2, ['roundUp']]]],
  ['a name written as code', 'roundUp() is wrong', [[2, ['roundUp']]]],
  [
    'two words, in other forms',
    'Rounding of the function',
    [
      [2, ['Rounding', 'function']],
      [6, ['Rounding', 'function']],
    ],
  ],
  ['one word only', 'Everything about function', []],
  ['words that every issue has', 'It should return this value when called', []],
  ['a keyword in code', '`return` and `function`', []],
  ['nothing', 'The door is green', []],
])('a requirement with %s leads to the hunks that share it', ([, title, expected]) => {
  const [requirement] = mapOf({ issue: { title, body: '' } }).requirements;

  expect(requirement?.hunks.map(({ from, shared }) => [from, shared])).toEqual(expected);
});

test('a hunk has the tests that notice it and the lines that were executed', () => {
  const at = (line: number) => ({ path: rounding.path, from: line, to: line });
  const [requirement] = mapOf({
    proof: {
      findings: [],
      touch: [
        { ...at(2), noticed: 'yes', tests: ['rounds'] },
        { ...at(6), noticed: 'no', tests: ['other'] },
      ],
      coverage: [{ path: rounding.path, covered: [1, 2, 3], uncovered: [6] }],
    },
  }).requirements;

  expect(requirement?.hunks).toMatchObject([
    { from: 2, noticed: 'yes', tests: ['rounds'], executed: { yes: 1, no: 0 } },
  ]);
});

test('what was not measured is not known', () => {
  const { requirements, unreached } = mapOf();

  expect(requirements[0]?.hunks).toMatchObject([{ noticed: 'unknown', tests: [], executed: null }]);
  expect(unreached).toBeNull();
});

const text = (path: string, after: string, before: string | null = null): ChangedText => ({ path, before, after });
const quiet = text('src/quiet.js', 'let a;\n');

test.for<readonly [string, readonly ChangedText[], Partial<ReviewFacts['proof']>, readonly string[]]>([
  [
    'source before tests before documents',
    [text('README.md', 'a\n'), text('test/a.test.js', 'a\n'), quiet],
    {},
    ['src/quiet.js', 'test/a.test.js', 'README.md'],
  ],
  ['more lines first', [quiet, text('src/more.js', 'let a;\nlet b;\n')], {}, ['src/more.js', 'src/quiet.js']],
  ['what others import first', [quiet, text('src/api.js', 'export let a;\n')], {}, ['src/api.js', 'src/quiet.js']],
  ['an entry first', [quiet, text('src/index.js', 'let a;\n')], {}, ['src/index.js', 'src/quiet.js']],
  [
    'what security depends on first',
    [text('src/api.js', 'export let a;\n'), text('src/auth/a.js', 'let a;\n')],
    {},
    ['src/auth/a.js', 'src/api.js'],
  ],
  [
    'the name of an author is no authentication',
    [quiet, text('src/z.js', 'let author;\n')],
    {},
    ['src/quiet.js', 'src/z.js'],
  ],
  ['configuration first', [quiet, text('package.json', '{}\n')], {}, ['package.json', 'src/quiet.js']],
  ['a large change first', [quiet, text('src/large.js', 'let a;\n'.repeat(90))], {}, ['src/large.js', 'src/quiet.js']],
  [
    'lines no test executes first',
    [text('src/b.js', 'let a;\n'), quiet],
    { coverage: [{ path: quiet.path, covered: [], uncovered: [1] }] },
    ['src/quiet.js', 'src/b.js'],
  ],
  [
    'what no test notices first',
    [text('src/b.js', 'let a;\n'), quiet],
    { touch: [{ path: quiet.path, from: 1, to: 1, noticed: 'no', tests: [] }] },
    ['src/quiet.js', 'src/b.js'],
  ],
  [
    'findings first among tests',
    [text('test/a.test.js', 'a\nb\n'), text('test/b.test.js', 'a\n')],
    { findings: [{ kind: 'test-skipped', path: 'test/b.test.js', detail: '' }] },
    ['test/b.test.js', 'test/a.test.js'],
  ],
])('the order of reading: %s', ([, texts, different, expected]) => {
  expect(mapOf({ texts, proof: { ...none, ...different } }).order.map(({ path }) => path)).toEqual(expected);
});

test('the same facts make the same map', () => {
  expect(mapOf()).toEqual(mapOf());
});
