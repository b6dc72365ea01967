import pino from 'pino';
import { expect, test } from 'vitest';
import { livingComment } from '../../../src/run/telling/living-comment.ts';
import type { RunNews } from '../../../src/run/telling/run-news.ts';

const log = pino({ level: 'silent' });

function news(steps: number): RunNews {
  return {
    runId: 'run-1',
    stage: 'solving',
    outcome: null,
    spent: { elapsedMs: 0, steps, costUsd: 0 },
    saved: [],
    notes: [],
    waiting: null,
    work: null,
  };
}

/** A comment whose edits wait until the test lets them arrive; `fails` many of them do not. */
function heldComment(options: { readonly fails?: number } = {}) {
  const shown: number[] = [];
  let failing = options.fails ?? 0;
  const arrive = Promise.withResolvers<void>();
  const show = async ({ spent }: RunNews) => {
    await arrive.promise;
    if (failing > 0) {
      failing -= 1;
      throw new Error('GitHub is away');
    }
    shown.push(spent.steps);
  };
  const comment = livingComment({ show, pauseMs: 3_600_000, retryAfterMs: [0, 0], log });
  return { comment, shown, letArrive: () => arrive.resolve() };
}

test('shows the first news at once and keeps back what comes within the pause', async () => {
  const { comment, shown, letArrive } = heldComment();
  letArrive();

  for (const steps of [1, 2, 3]) comment.update(news(steps));
  await expect.poll(() => shown).toEqual([1]);

  await comment.finalise(news(4));
  expect(shown).toEqual([1, 4]);
});

test('says its last word after an edit that is under way, and nothing afterwards', async () => {
  const { comment, shown, letArrive } = heldComment();
  comment.update(news(1));

  const last = comment.finalise(news(2));
  comment.update(news(3));
  letArrive();
  await last;

  expect(shown).toEqual([1, 2]);
});

test('tries its last word again when it does not arrive', async () => {
  const { comment, shown, letArrive } = heldComment({ fails: 2 });
  letArrive();

  await comment.finalise(news(1));

  expect(shown).toEqual([1]);
});

test('gives up its last word in the end, and fails nobody by it', async () => {
  const { comment, shown, letArrive } = heldComment({ fails: 3 });
  letArrive();

  await comment.finalise(news(1));

  expect(shown).toEqual([]);
});
