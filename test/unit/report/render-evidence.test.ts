import { expect, test } from 'vitest';
import { annotateProof } from '../../../src/report/annotate-proof.ts';
import { formatLines } from '../../../src/report/format-lines.ts';
import { renderBlocked } from '../../../src/report/render-blocked.ts';
import { renderCoverage } from '../../../src/report/render-coverage.ts';
import { renderFailFirst } from '../../../src/report/render-fail-first.ts';
import { renderNotVerified } from '../../../src/report/render-not-verified.ts';
import { renderPullRequest } from '../../../src/report/render-pull-request.ts';
import { renderTouch } from '../../../src/report/render-touch.ts';
import type { Proof } from '../../../src/verify/suite.ts';
import type { TouchedHunk } from '../../../src/verify/touched-hunk.ts';
import { facts, verified } from './facts.ts';

/** A proof that leaves nothing open. */
const complete: Proof = {
  ...verified,
  failFirst: { kind: 'proven', tests: ['test/add.js > adds'] },
  touch: [{ path: 'src/add.js', from: 1, to: 1, noticed: 'yes', tests: ['test/add.js > adds'] }],
  coverage: [{ path: 'src/add.js', covered: [1], uncovered: [] }],
};

test.for([
  [[3], 'line 3'],
  [[9, 3, 4, 5], 'lines 3–5, 9'],
  [[1, 3, 5], 'lines 1, 3, …'],
] as const)('the lines %j read as %s', ([lines, text]) => {
  expect(formatLines(lines, 2)).toBe(text);
});

test('names the tests that fail without the change', () => {
  expect(renderFailFirst(complete.failFirst)).toBe(
    "**New or changed tests that fail on the base's code and pass with this change (1)**\n\n- `test/add.js > adds`",
  );
});

test('says why it is not proven that the tests test the change, and which they are', () => {
  const failFirst = { kind: 'not-proven', because: 'it passes there too.', tests: ['t'] } as const;

  expect(renderFailFirst(failFirst)).toBe(
    '**Not proven that the tests of this change test it:** it passes there too.\n\n- `t`',
  );
});

test('shows the parts of a change that no test notices first', () => {
  const touch: readonly TouchedHunk[] = [
    { path: 'a.js', from: 3, to: 5, noticed: 'yes', tests: ['one', 'two', 'three', 'four'] },
    { path: 'b.js', from: 8, to: 7, noticed: 'unknown', tests: [] },
    { path: 'c|d.js', from: 2, to: 2, noticed: 'no', tests: [] },
  ];

  expect(renderTouch(touch)).toBe(
    [
      '**Parts of the change that a test notices when they alone are taken back: 1 of 3**',
      '',
      '| Part of the change | Does a test notice? |',
      '| --- | --- |',
      '| `c\\|d.js` line 2 | **no** |',
      '| `b.js` removed before line 8 | not known |',
      '| `a.js` lines 3–5 | yes: `one`, `two`, `three`, … |',
    ].join('\n'),
  );
});

test('counts the parts of a change beyond the twentieth', () => {
  const touch = Array.from({ length: 23 }, (_, at): TouchedHunk => {
    return { path: 'a.js', from: at, to: at, noticed: 'no', tests: [] };
  });

  expect(renderTouch(touch)).toMatch(/\| … and 3 more \| {2}\|$/);
});

test('folds the parts of a change where a test notices every one', () => {
  const rendered = renderTouch(complete.touch);

  expect(rendered).toMatch(/^<details>\n<summary><b>Parts of .*: 1 of 1<\/b><\/summary>\n\n\| Part/);
  expect(rendered.endsWith('\n\n</details>')).toBe(true);
});

test('counts the changed lines that were executed and lists the others', () => {
  const coverage = [
    { path: 'a.js', covered: [1, 2], uncovered: [5, 6, 9] },
    { path: 'b.js', covered: [1], uncovered: [] },
  ];

  expect(renderCoverage(coverage, 'listed')).toBe(
    '**Changed lines that the tests executed: 3 of 6**\n\n- not executed: `a.js` lines 5–6, 9',
  );
});

test('a proof that leaves nothing open says nothing of what was not verified', () => {
  expect(renderNotVerified(complete)).toBe('');
});

test.for<readonly [string, Partial<Proof>, string]>([
  ['tests were not run', { head: { ...verified.head, test: null } }, 'The tests were not run with this change.'],
  ['single tests are not known', { comparison: null }, 'only the exit codes of the whole command were compared.'],
  [
    'something failed before',
    { base: { ...verified.base, troubles: ['no redis.'] } },
    'Before the tests at base: no redis.',
  ],
  [
    'a test was skipped',
    { head: { ...verified.head, tests: [{ id: 'x', status: 'skipped' }] } },
    '- 1 test was skipped with this change.',
  ],
  ['new tests were not tried', { failFirst: null }, 'Whether the tests of this change fail without it: not tried.'],
  [
    'there are no new tests',
    { failFirst: { kind: 'not-applicable', because: 'it changes no test.' } },
    'Whether the tests of this change fail without it: it changes no test.',
  ],
  ['parts were not tried', { touch: null }, 'Whether a test notices each part of the change: not tried.'],
  [
    'time ran out',
    { touch: [{ path: 'a', from: 1, to: 1, noticed: 'unknown', tests: [] }] },
    'Whether a test notices 1 of 1 parts of the change: it could not be found out.',
  ],
  ['there is no coverage', { coverage: null }, 'Which of the changed lines the tests execute: not measured.'],
  ['coverage is empty', { coverage: [] }, 'Which of the changed lines the tests execute: none of them was measured.'],
])('what was not verified tells that %s', ([, different, sentence]) => {
  const section = renderNotVerified({ ...complete, ...different });

  expect(section).toMatch(/^\*\*What was not verified\*\*\n\n- /);
  expect(section).toContain(sentence);
  expect(section.match(/^- /gm)).toHaveLength(1);
});

test('flaky tests are told as such, and counted among what was not verified', () => {
  const comparison = { fixed: [], newlyFailing: [], stillFailing: [], added: [], vanished: [], flaky: ['f'] };

  const { body } = renderPullRequest(facts({ proof: { ...complete, comparison } }));

  expect(body).toContain('**Flaky: came out differently when run once more (1)**\n\n- `f`');
  expect(body).toContain('- 1 test was flaky, and not counted.');
});

test('tells how a blocked host would be allowed, and whom that trusts', () => {
  const attempt = { method: 'GET', host: 'data.example', port: 443, reason: 'no', count: 1 };

  const text = renderBlocked([attempt, { ...attempt, host: 'b.example', method: 'CONNECT' }, attempt]);

  expect(text).toContain('trusts whoever runs them can allow');
  expect(text).toMatch(/`SANDPIPER_EGRESS_HOSTS=data\.example,b\.example`$/);
});

test.for([
  { method: 'POST' },
  { port: 80 },
  { host: '192.0.2.1' },
  { host: 'localhost' },
  { host: '*.example' },
  { host: 'a.example,evil.example' },
  { host: 'a.example\nSANDPIPER_X=1' },
])('says nothing of allowing what no setting can allow, or what is no name: %j', (different) => {
  const attempt = { method: 'GET', host: 'data.example', port: 443, reason: 'no', count: 1, ...different };

  expect(renderBlocked([attempt])).not.toContain('EGRESS_HOSTS');
});

test('annotates what weakens the evidence first, then what no test notices, then what none executes', () => {
  const proof: Proof = {
    ...complete,
    findings: [
      { kind: 'checks-loosened', path: 'b.json', detail: 'x' },
      { kind: 'test-skipped', path: 'test/a.js', detail: 'skips\none more', line: 7 },
    ],
    touch: [
      { path: 'a.js', from: 8, to: 7, noticed: 'no', tests: [] },
      { path: 'a.js', from: 1, to: 1, noticed: 'yes', tests: [] },
    ],
    coverage: [{ path: 'a.js', covered: [], uncovered: [3, 4, 9] }],
  };

  const shown = annotateProof(proof).map(({ path, startLine, endLine, level }) => [path, startLine, endLine, level]);

  expect(shown).toEqual([
    ['test/a.js', 7, 7, 'failure'],
    ['b.json', 1, 1, 'warning'],
    ['a.js', 8, 8, 'warning'],
    ['a.js', 3, 4, 'notice'],
    ['a.js', 9, 9, 'notice'],
  ]);
  expect(annotateProof(proof)[0]?.message).toBe('skips one more');
});

test('hands GitHub no more annotations than it takes, and none without a path', () => {
  const finding = { kind: 'test-skipped', path: 'a', detail: 'x' } as const;
  const findings = [{ ...finding, path: '' }, ...Array.from({ length: 80 }, () => finding)];

  const annotations = annotateProof({ ...verified, findings });

  expect(annotations).toHaveLength(50);
  expect(annotations.every(({ path }) => path === 'a')).toBe(true);
});

test('names a test that was added and fails without the change once, and any other where it belongs', () => {
  const added = (tests: readonly string[]): Proof => {
    const comparison = { fixed: [], newlyFailing: [], stillFailing: [], added: tests, vanished: [], flaky: [] };
    return { ...complete, comparison };
  };
  const bodyOf = (proof: Proof) => renderPullRequest(facts({ proof: { ...proof, touch: [] } })).body;

  expect(bodyOf(added(['test/add.js > adds'])).match(/test\/add\.js > adds/g)).toHaveLength(1);
  expect(bodyOf(added(['test/add.js > adds', 'more']))).toContain(
    'passes now (2)**\n\n- `test/add.js > adds`\n- `more`',
  );
});
