import { expect, test } from 'vitest';
import { type CandidateRow, renderCandidates } from '../../../src/report/render-candidates.ts';
import { renderLivingComment } from '../../../src/report/render-living-comment.ts';
import { toCommentState } from '../../../src/run/telling/run-news.ts';
import { renderGfm } from '../../support/render-gfm.ts';

const rows: readonly CandidateRow[] = [
  {
    number: 2,
    result: { kind: 'proved', verdict: 'verified', fixed: 3, broken: 0, lines: { added: 4, removed: 1 } },
    costUsd: 0.41,
    elapsedMs: 90_000,
    why: null,
  },
  { number: 1, result: { kind: 'no-change' }, costUsd: null, elapsedMs: 30_000, why: 'it left no change' },
  { number: 3, result: { kind: 'failed' }, costUsd: 0, elapsedMs: 1_000, why: 'The model | is @gone.' },
];

test('candidates stand beside one another, the chosen one first and marked', () => {
  const text = renderCandidates({ rows, because: 'Candidate 2 is the only one that left a change.' });

  expect(text).toMatch(/^#### 3 candidates\n\nCandidate 2 is the only one/);
  expect(text).toMatch(/\| \*\*2\*\* \| Verified \| 3 \| 0 \| \+4 −1 \| \$0\.41 \|.*\| chosen \|/);
  expect(text).toMatch(/\| 1 \| no change \| – \| – \| – \|.*\| it left no change \|/);
  const cells = renderGfm(text).html.match(/<td/g) ?? [];
  expect(cells).toHaveLength(3 * 8);
});

test('what others wrote in it neither acts nor ends its cell', () => {
  const hostile = rows.map((row) => ({ ...row, why: row.why === null ? null : '@octo | <b>x</b> #1\n| y |' }));

  const { html } = renderGfm(renderCandidates({ rows: hostile, because: 'See #1 and @octo.' }));

  expect(html.match(/<tr>/g)).toHaveLength(4);
  expect(html.match(/<td/g)).toHaveLength(3 * 8);
  expect(html).not.toContain('<b>');
  expect(html).not.toMatch(/@octo|[^&]#1/);
});

test('whoever reads the issue sees them as well, between the verdict and what to do next', () => {
  const candidates = { rows, because: 'Candidate 2 is the only one that left a change.' };
  const publication = {
    kind: 'pull-request',
    number: 5,
    url: 'https://github.example/octo/app/pull/5',
    branch: 'sandpiper/7',
    sha: 'a'.repeat(40),
    notes: [],
  } as const;
  const news = {
    runId: '20261126-010203-0badcafe',
    stage: 'publishing',
    outcome: { kind: 'published', verdict: 'verified', because: 'It is.', draft: false, publication, candidates },
    spent: { elapsedMs: 90_000, steps: 9, costUsd: 0.5, budgetUsd: 5 },
    saved: [],
    notes: [],
    waiting: null,
    work: null,
  } as const;

  const text = renderLivingComment(toCommentState(news, 7));

  expect(text).toMatch(/\*\*Verified\.\*\*[\s\S]*#### 3 candidates[\s\S]*\*\*Next:\*\*/);
});
