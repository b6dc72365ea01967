import { describe, expect, test } from 'vitest';
import { describeEstimate } from '../../../../src/run/estimate/describe-estimate.ts';
import type { PastRun } from '../../../../src/run/estimate/estimate.ts';
import { estimateRun } from '../../../../src/run/estimate/estimate-run.ts';
import { needsApproval } from '../../../../src/run/estimate/needs-approval.ts';

const budget = { minutes: 45, costUsd: 5 };

/** One run a minute, the first of which took a minute and ten cents, the second two and twenty. */
function pastRuns(count: number, change: (at: number) => Partial<PastRun> = () => ({})): readonly PastRun[] {
  return Array.from({ length: count }, (_, at) => ({
    endedAt: new Date(at * 60_000).toISOString(),
    ending: at % 2 === 0 ? 'verified' : 'nothing',
    elapsedMs: (at + 1) * 60_000,
    costUsd: (at + 1) / 10,
    ...change(at),
  }));
}

describe('an estimate', () => {
  test.for([0, 1, 9])('of %i runs says that it would be a guess', (count) => {
    expect(estimateRun(pastRuns(count), budget)).toEqual({
      kind: 'too-little-known',
      runs: count,
      needed: 10,
      most: budget,
    });
  });

  test('says what half, and what nine of ten of the runs came to', () => {
    expect(estimateRun(pastRuns(20), budget)).toEqual({
      kind: 'from-history',
      runs: 20,
      elapsedMs: { low: 60_000, middle: 600_000, high: 1_140_000 },
      costUsd: { low: 0.1, middle: 1, high: 1.9 },
      published: { times: 10, of: 20, low: expect.closeTo(0.327, 3), high: expect.closeTo(0.673, 3) },
      verified: { times: 10, of: 20, low: expect.closeTo(0.327, 3), high: expect.closeTo(0.673, 3) },
      most: budget,
    });
  });

  test('tells verified pull requests from others', () => {
    const history = pastRuns(10, (at) => ({
      ending: (['verified', 'published', 'nothing'] as const)[at % 3] ?? 'nothing',
    }));

    expect(estimateRun(history, budget)).toMatchObject({ published: { times: 7 }, verified: { times: 4 } });
  });

  test.for<[ending: PastRun['ending'], low: number, high: number]>([
    ['verified', 0.787, 1],
    ['nothing', 0, 0.213],
  ])('of ten runs that all ended in %s is not certain of the next', ([ending, low, high]) => {
    const estimate = estimateRun(
      pastRuns(10, () => ({ ending })),
      budget,
    );

    expect(estimate).toMatchObject({ verified: { low: expect.closeTo(low, 3), high: expect.closeTo(high, 3) } });
  });

  test('does not count what people stopped, nor what was never measured', () => {
    const odd: readonly Partial<PastRun>[] = [{ ending: 'stopped' }, { elapsedMs: Number.NaN }, { elapsedMs: -1 }];
    const history = [...pastRuns(9), ...pastRuns(30, (at) => odd[at % 3] ?? {})];

    expect(estimateRun(history, budget)).toMatchObject({ kind: 'too-little-known', runs: 9 });
  });

  test('counts the last fifty, in whatever order they come', () => {
    const history = pastRuns(200, (at) => ({ ending: at < 150 ? 'nothing' : 'verified' }));

    expect(estimateRun(history, budget)).toMatchObject({ runs: 50, verified: { times: 50 } });
    expect(estimateRun(history.toReversed(), budget)).toMatchObject({ runs: 50, verified: { times: 50 } });
  });

  test('never says more than the budget allows to be spent', () => {
    expect(
      estimateRun(
        pastRuns(50, () => ({ costUsd: 80 })),
        budget,
      ),
    ).toMatchObject({ costUsd: { low: 5, middle: 5, high: 5 } });
  });

  test.for([
    ['no price is known', () => ({ costUsd: null })],
    ['a price is known of nine', (at: number) => ({ costUsd: at < 9 ? 1 : null })],
    ['prices are no numbers', () => ({ costUsd: Number.NaN })],
  ] as const)('says nothing about cost when %s', ([, change]) => {
    expect(estimateRun(pastRuns(20, change), budget)).toMatchObject({ kind: 'from-history', costUsd: null });
  });
});

describe('a run waits for approval', () => {
  const known = estimateRun(pastRuns(20), budget);
  const unknown = estimateRun([], budget);
  const withoutPrice = estimateRun(
    pastRuns(20, () => ({ costUsd: null })),
    budget,
  );

  test.for([
    ['known, below', known, 2, false],
    ['known, as much', known, 1.9, false],
    ['known, above', known, 1.5, true],
    ['known, no threshold', known, null, false],
    ['known, for nothing at all', known, 0, true],
    ['unknown, below what it may cost', unknown, 4.99, true],
    ['unknown, above what it may cost', unknown, 5, false],
    ['without a price', withoutPrice, 4, true],
    ['unknown, no threshold', unknown, null, false],
  ] as const)('%s', ([, estimate, threshold, waits]) => {
    expect(needsApproval(estimate, threshold)).toBe(waits);
  });
});

describe('an estimate in words', () => {
  test('says how sure it is', () => {
    expect(describeEstimate(estimateRun(pastRuns(20), budget))).toEqual([
      'By the last 20 runs in this repository:',
      'Time: half took at most 10 min, nine of ten from 1 min to 19 min.',
      'Cost: half took at most $1.00, nine of ten from $0.10 to $1.90.',
      'A pull request: 10 of 20, so a chance of 33 to 67 %. A verified one: 10 of 20, so a chance of 33 to 67 %.',
      'At most it takes $5.00 and 45 min of the agent: there it ends.',
    ]);
  });

  test.for([
    [0, 'No run has come to an end'],
    [1, 'Only 1 run has come to an end'],
    [9, 'Only 9 runs have come to an end'],
  ] as const)('of %i runs says so', ([count, words]) => {
    const [first, second, ...more] = describeEstimate(estimateRun(pastRuns(count), budget));

    expect(first).toContain(words);
    expect(first).toContain('fewer than 10');
    expect(second).toContain('At most it takes $5.00');
    expect(more).toEqual([]);
  });

  test('says that cost is not known, or was always the same', () => {
    expect(
      describeEstimate(
        estimateRun(
          pastRuns(20, () => ({ costUsd: null })),
          budget,
        ),
      ),
    ).toContain('Cost: too seldom known to say.');
    expect(
      describeEstimate(
        estimateRun(
          pastRuns(20, () => ({ costUsd: 0.5 })),
          budget,
        ),
      ),
    ).toContain('Cost: always $0.50.');
  });
});
