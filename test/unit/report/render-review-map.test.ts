import { expect, test } from 'vitest';
import { type MappedHunk, type ReviewMap, renderReviewMap } from '../../../src/report/render-review-map.ts';

const hunk: MappedHunk = {
  path: 'src/add.js',
  from: 3,
  to: 5,
  shared: ['add', 'negative'],
  noticed: 'yes',
  tests: ['test/add.js > adds'],
  executed: { yes: 2, no: 1 },
};
const map: ReviewMap = {
  requirements: [
    { text: '`add` should take negative numbers', hunks: [hunk] },
    { text: 'The docs must say so', hunks: [] },
  ],
  unreached: [{ path: 'src/add.js', lines: [4] }],
  order: [
    { path: 'src/add.js', changedLines: 3, reasons: ['1 changed line not executed by the tests'] },
    { path: 'test/add.js', changedLines: 1, reasons: [] },
  ],
};
const silent: ReviewMap = { requirements: [], unreached: null, order: [] };

test('leads from the issue to the change, to the tests, to what no test reaches', () => {
  expect(renderReviewMap(map)).toMatchInlineSnapshot(`
    "#### Review map

    Read in this order, by risk:

    1. \`src/add.js\`, 3 lines; 1 changed line not executed by the tests
    1. \`test/add.js\`, 1 line

    Changed lines that no test executes in full:

    - \`src/add.js\` line 4

    <details>
    <summary>What the issue seems to ask for, and the changed code that shares its words (1 of 2)</summary>

    Found by fixed rules, without a model: that words are shared is a hint where to look, and proves nothing.

    - “\`add\` should take negative numbers”
      - \`src/add.js\` lines 3–5 shares \`add\`, \`negative\`; without it test 1 fails; 2 of 3 lines executed by the tests
    - “The docs must say so”
      - no changed code shares its words

    The tests, by number:

    1. \`test/add.js > adds\`

    </details>"
  `);
});

test.for<readonly [string, Partial<MappedHunk>, string]>([
  ['only removes', { from: 3, to: 2 }, '`src/add.js` before line 3 shares `add`'],
  ['is one line', { from: 3, to: 3 }, '`src/add.js` line 3 shares `add`'],
  ['no test notices', { noticed: 'no', tests: [] }, '; no test notices when it is taken back; 2 of 3'],
  ['nobody took back', { noticed: 'unknown', tests: [] }, '`negative`; 2 of 3 lines executed'],
  ['is noticed by tests without names', { tests: [] }, '; without it a test fails; 2 of 3'],
  ['has no line that could be executed', { executed: { yes: 0, no: 0 }, noticed: 'unknown' }, 'negative`\n'],
  ['nothing was measured of', { executed: null, noticed: 'unknown' }, 'negative`\n'],
])('a hunk that %s says so', ([, different, expected]) => {
  const requirements = [{ text: 'x', hunks: [{ ...hunk, ...different }] }];

  expect(renderReviewMap({ ...map, requirements })).toContain(expected);
});

test.for<readonly [string, ReviewMap]>([
  ['it has nothing', silent],
  ['no code shares a word with the issue', { ...silent, requirements: [{ text: 'x', hunks: [] }] }],
  ['all lines were executed', { ...silent, unreached: [] }],
  ['one file needs no order', { ...silent, order: map.order.slice(0, 1) }],
])('says nothing where %s', ([, empty]) => {
  expect(renderReviewMap(empty)).toBe('');
});

/** The heading and the fold. */
const ours = /^(?:#### Review map|<\/?details>|<summary>.*<\/summary>)$/gm;
const hostile =
  '@octocat ![x](https://evil.example/a.png) </details><img src=x> fixes #1 \u202e `a` | ```\n# title\n/deploy';

test.for<readonly [string, ReviewMap]>([
  ['the issue', { ...map, requirements: [{ text: hostile, hunks: [hunk] }] }],
  [
    'paths, words and tests',
    { ...map, requirements: [{ text: 'x', hunks: [{ ...hunk, path: hostile, shared: [hostile], tests: [hostile] }] }] },
  ],
  ['unreached paths', { ...map, unreached: [{ path: hostile, lines: [1] }] }],
  ['ordered paths', { ...map, order: [...map.order, { path: hostile, changedLines: 1, reasons: [] }] }],
])('nothing in %s is live', ([, hostileMap]) => {
  const outsideCode = renderReviewMap(hostileMap)
    .replaceAll(ours, '')
    .replaceAll(/\\./g, '')
    .replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, 'CODE');

  expect(outsideCode).not.toMatch(/@octocat|!\[|\]\(|<\/?[a-z]|#1|https:\/\/|\u202e|^\s*#|^\s*\//m);
});

test('names a test once, and calls it by its number wherever it tells of it', () => {
  const other = { ...hunk, from: 9, to: 9, tests: ['test/b.js > b', 'test/add.js > adds'] };
  const quiet = { ...hunk, noticed: 'unknown', tests: ['test/c.js > c'] } as const;
  const requirements = [
    { text: 'x', hunks: [hunk, other] },
    { text: 'y', hunks: [hunk, quiet] },
  ];

  const markdown = renderReviewMap({ ...map, requirements });

  expect(markdown.match(/without it tests? [\d, ]+ fails?/g)).toEqual([
    'without it test 1 fails',
    'without it tests 1, 2 fail',
    'without it test 1 fails',
  ]);
  expect(markdown).toContain('1. `test/add.js > adds`\n1. `test/b.js > b`\n');
  expect(markdown).not.toContain('test/c.js');
});

test('the check for what is live sees it', () => {
  expect(hostile).toMatch(/@octocat|!\[|\]\(|<\/?[a-z]|#1|https:\/\/|\u202e|^\s*#|^\s*\//m);
});

test('is never longer than 6,000 characters, and says what it leaves out', () => {
  const long = `${'*_`<@'.repeat(60)}`;
  const path = `src/${'a/'.repeat(300)}x.js`;
  const many = <T>(item: T) => Array.from({ length: 300 }, () => item);
  const scattered = Array.from({ length: 5000 }, (_, index) => index * 2);

  const markdown = renderReviewMap({
    requirements: many({ text: long, hunks: many({ ...hunk, path, shared: [long, long], tests: [long, long, long] }) }),
    unreached: many({ path, lines: scattered }),
    order: many({ path, changedLines: 1, reasons: ['a large change'] }),
  });

  expect(markdown.length).toBeLessThan(6000);
  expect(markdown.match(/- … and \d+ more/g)).toHaveLength(3);
});
