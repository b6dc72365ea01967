import { expect, test } from 'vitest';
import { renderLivingComment } from '../../../src/report/render-living-comment.ts';
import type { RunOutcome } from '../../../src/run/run-outcome.ts';
import { describeOutcome } from '../../../src/run/telling/describe-outcome.ts';
import { toCommentState } from '../../../src/run/telling/run-news.ts';

const outcome: RunOutcome = {
  kind: 'published',
  verdict: 'failed',
  because: 'A test broke.',
  draft: false,
  publication: { kind: 'withheld' },
};

test('a change that policy withholds is told on the issue with its verdict and where the patch is', () => {
  const news = {
    runId: 'r1',
    stage: 'publishing',
    outcome,
    spent: { elapsedMs: 1_000, steps: 2, costUsd: null },
    saved: ['the change as a patch, change.patch'],
    notes: [],
    waiting: null,
    work: null,
  } as const;

  const comment = renderLivingComment(toCommentState(news, 7));

  expect(comment).toContain('only a verified change becomes a pull request');
  expect(comment).toContain('A test broke.');
  expect(comment).toContain('change.patch');
  expect(comment).not.toContain('opened a pull request');
});

test('a terminal is told that there is no pull request', () => {
  expect(describeOutcome(outcome).join('\n')).toContain('No pull request was opened');
});
