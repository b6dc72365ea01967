import { expect, test } from 'vitest';
import { compareHarnesses } from '../../../src/eval/compare-harnesses.ts';
import { renderEvaluation } from '../../../src/eval/render-evaluation.ts';
import { summarise } from '../../../src/eval/summarise.ts';
import { wilsonInterval } from '../../../src/eval/wilson-interval.ts';
import { someResult } from './some-result.ts';

const unresolved = { outcome: 'wrong-fix', resolved: false } as const;

test.for([
  // Worked out apart from the code.
  [0.5, 10, 0.2366, 0.7634],
  [0, 8, 0, 0.3244],
  [1, 8, 0.6756, 1],
  [0.65, 500, 0.6072, 0.6905],
] as const)('the interval of a rate of %f in %i cases', ([rate, n, low, high]) => {
  const interval = wilsonInterval(rate, n);

  expect(interval?.low).toBeCloseTo(low, 3);
  expect(interval?.high).toBeCloseTo(high, 3);
});

test('a task counts once, however often it was tried', () => {
  const results = [
    ...[1, 2, 3, 4].map((attempt) => someResult({ task: 'easy', attempt })),
    someResult({ task: 'hard', ...unresolved }),
  ];

  const [harness] = summarise(results, true).harnesses;

  expect(harness).toMatchObject({ tasks: 2, trials: 5, resolved: 4, rate: 0.5, interval: wilsonInterval(0.5, 2) });
});

test('says how often our own verdict was right', () => {
  const results = [
    someResult({ task: 'a' }),
    someResult({ task: 'b' }),
    someResult({ task: 'c', ...unresolved }),
    someResult({ task: 'd', verdict: 'regression-safe' }),
  ];

  const [harness] = summarise(results, true).harnesses;

  expect(harness).toMatchObject({ verified: 3, verifiedPrecision: 2 / 3, verifiedRecall: 2 / 3 });
});

test('adds up figures, and knows no total cost when one is not known', () => {
  const results = [
    someResult({ task: 'a' }),
    someResult({ task: 'b', inputTokens: 3_000, steps: 6, cachedInputTokens: 0 }),
  ];

  expect(summarise(results, true).harnesses[0]).toMatchObject({
    steps: 5,
    inputTokens: 2_000,
    cachedShare: 250 / 4_000,
    costUsd: 1,
    classes: { resolved: 2 },
  });
  expect(summarise([...results, someResult({ costUsd: null })], true).harnesses[0]?.costUsd).toBeNull();
});

test('compares harnesses on the tasks that both have tried', () => {
  const ours = ['a', 'b', 'c', 'd', 'only-ours'].map((task) => someResult({ task }));
  const theirs = ['a', 'b', 'c', 'd'].map((task) =>
    someResult({ task, harness: 'bash-only', ...(task === 'a' ? {} : unresolved) }),
  );

  const comparison = compareHarnesses([...ours, ...theirs], { one: 'sandpiper', other: 'bash-only', model: 'gpt-5' });

  expect(comparison).toMatchObject({ tasks: 4, oneBetter: 3, otherBetter: 0, difference: 0.75, chance: 0.25 });
  // By hand: the standard deviation is 0.5, so 0.75 ± 3.182 · 0.5 / 2.
  expect(comparison.interval?.low).toBeCloseTo(-0.0455, 3);
  expect(comparison.interval?.high).toBe(1);
});

test('a difference without a spread has no interval, and none without tasks', () => {
  const pair = { one: 'sandpiper', other: 'bash-only', model: 'gpt-5' } as const;
  const same = ['a', 'b'].flatMap((task) => [someResult({ task }), someResult({ task, harness: 'bash-only' })]);

  expect(compareHarnesses(same, pair)).toMatchObject({ difference: 0, interval: null, chance: 1 });
  expect(compareHarnesses([someResult()], pair)).toMatchObject({ tasks: 0, difference: null, interval: null });
});

test('renders a table with aligned columns, and says how much it is worth', () => {
  const results = [
    someResult({ task: 'page-range' }),
    someResult({
      task: 'a',
      harness: 'bash-only',
      ...unresolved,
      verdict: null,
      agrees: null,
      costUsd: null,
      inputTokens: 0,
    }),
    someResult({ task: 'a', ...unresolved, agrees: false, steps: 12, inputTokens: 1_234_567 }),
  ];

  const text = renderEvaluation(summarise(results, false)).join('\n');

  expect(text).toMatchInlineSnapshot(`
    "task        harness    try  outcome    our verdict        steps  tokens in  cached  out   cost  minutes
    a           sandpiper    1  wrong-fix  verified, wrongly     12      1.23M     0 %  100  $0.50      1.5
    page-range  sandpiper    1  resolved   verified, rightly      4       1.0k    25 %  100  $0.50      1.5
    a           bash-only    1  wrong-fix  -                      4          0       -  100      -      1.5

    harness    model  tasks  trials  resolved  rate  95 %    verified  rightly  steps  tokens in  cached  out  total cost  minutes
    sandpiper  gpt-5      2       2         1  50 %  9–91 %         2     50 %    8.0     617.8k     0 %  100       $1.00      1.5
    bash-only  gpt-5      1       1         0   0 %  0–79 %         0        -    4.0          0       -  100           -      1.5

    sandpiper with gpt-5: 1 resolved, 1 wrong-fix
    bash-only with gpt-5: 1 wrong-fix

    sandpiper against bash-only with gpt-5, paired over 1 task: 0 points
      better on 0, worse on 0, the same on 1; sign test p = 1.00
      1 task is too few to tell harnesses apart unless the difference is very large.

    Not every trial has a result yet. Start it again with the same folder to go on."
  `);
});

test('says that a failure outside the agent counts against it', () => {
  const failed = someResult({ outcome: 'failed-model', resolved: false, verdict: null, agrees: null });

  const text = renderEvaluation(summarise([someResult({ task: 'a' }), failed], true)).join('\n');

  expect(text).toContain('1 failed for a reason outside the agent, and count as not resolved');
  expect(text).toContain('50 %');
});

test('has words for nothing', () => {
  expect(renderEvaluation(summarise([], false))).toEqual(['There are no results.']);
});
