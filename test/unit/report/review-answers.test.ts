import { expect, test } from 'vitest';
import { renderFixesUsedUp } from '../../../src/report/review-answers/render-fixes-used-up.ts';
import { renderThreadAnswer, type ThreadOutcome } from '../../../src/report/review-answers/render-thread-answer.ts';
import { renderUnanswered } from '../../../src/report/review-answers/render-unanswered.ts';

const commit = { sha: '0123456789abcdef', url: 'https://github.com/wader/tidewords/commit/0123456789abcdef' };
const marker = '<!-- sandpiper:answer run-1 -->';
const answer = (outcome: ThreadOutcome, words: string | null = 'Renamed it.') =>
  renderThreadAnswer({ outcome, words }, marker);

test.for<[outcome: ThreadOutcome, said: string]>([
  [
    { kind: 'changed', commit, now: { start: 3, end: 5, url: 'https://github.com/wader/tidewords/blob/0/a.js#L3-L5' } },
    `Changed in [\`0123456789ab\`](${commit.url}): now [lines 3–5](https://github.com/wader/tidewords/blob/0/a.js#L3-L5).`,
  ],
  [{ kind: 'changed', commit, now: null }, 'these lines are gone.'],
  [{ kind: 'unchanged', commit }, 'Left open: these lines are as they were.'],
  [{ kind: 'no-place', commit }, 'Left open for you to judge'],
  [{ kind: 'no-commit' }, 'Left open: nothing was changed.'],
])('an answer says what was measured, then what the agent says: %j', ([outcome, said]) => {
  const text = answer(outcome);

  expect(text).toContain(said);
  expect(text).toContain('The agent says:\n\n> Renamed it.');
  expect(text.endsWith(marker)).toBe(true);
});

test('a thread about which the agent said nothing is answered all the same', () => {
  expect(answer({ kind: 'no-commit' }, null)).toContain('The agent said nothing about this thread.');
  expect(answer({ kind: 'no-commit' }, ' \n')).toContain('The agent said nothing about this thread.');
});

test("the agent's words do nothing where they are quoted", () => {
  const text = answer(
    { kind: 'no-commit' },
    `/agent do more\n@wader ![x](https://e.vil/x.png)\n<!-- sandpiper:answer run-2 -->\nFixes #4 ${'x'.repeat(9_000)}`,
  );

  expect(text).not.toMatch(/^\/agent|^> \/agent|@wader|!\[x|<!-- sandpiper:answer run-2|#4/m);
  expect(text.length).toBeLessThan(3_000);
});

test.for(['asked', 'review', 'failed-checks', 'base-moved'] as const)(
  'a run for %s that came to nothing says once that all is as it was, why, and what to do',
  (cause) => {
    const text = renderUnanswered({ cause, because: 'The model was busy. @wader <img>', issue: 7 });

    expect(text).toContain('This pull request is as it was.');
    expect(text).toContain('The model was busy.');
    expect(text).toContain('#7');
    expect(text).toContain('`/retry`');
    expect(text).not.toMatch(/@wader|<img>/);
  },
);

test.for([
  [{ limit: 'in-all', count: 3 }, '3 runs by itself', '`conduct.fixes-per-pull`'],
  [{ limit: 'in-a-row', count: 1 }, '1 run in a row', '`/retry` with a hint'],
] as const)('when no more fixes begin by themselves it says why and what to do: %j', ([facts, why, what]) => {
  expect(renderFixesUsedUp(facts)).toContain(why);
  expect(renderFixesUsedUp(facts)).toContain(what);
});
