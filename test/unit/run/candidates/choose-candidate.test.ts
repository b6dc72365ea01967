import { describe, expect, test } from 'vitest';
import type { Candidate, CandidateResult } from '../../../../src/run/candidates/candidate.ts';
import { chooseCandidate } from '../../../../src/run/candidates/choose-candidate.ts';

type Proved = Extract<CandidateResult, { kind: 'proved' }>;

function candidate(number: number, result: CandidateResult): Candidate {
  return {
    number,
    runId: `run-c${number}`,
    spent: { elapsedMs: 1_000, steps: 3, costUsd: 0.1, budgetUsd: 1 },
    result,
  };
}

/** Verified, with one test mended by one line; a case says only what differs. */
function proved(different: Partial<Proved> = {}): Proved {
  const lines = { added: 1, removed: 0, outsideTests: 1 };
  return {
    kind: 'proved',
    verdict: 'verified',
    comparison: { fixed: ['adds'], newlyFailing: [] },
    findings: [],
    lines,
    ...different,
  };
}

const lines = (outsideTests: number, all = outsideTests) => ({ added: all, removed: 0, outsideTests });
const noChange: CandidateResult = { kind: 'no-change', stop: 'finished' };
const failed = (reason: string): CandidateResult => ({ kind: 'failed', reason });

describe('of two candidates', () => {
  test.for<[name: string, worse: CandidateResult, better: CandidateResult, why: string, because: RegExp]>([
    [
      'the verified one goes before one that breaks nothing, however small',
      proved({ verdict: 'regression-safe', lines: lines(1) }),
      proved({ lines: lines(90) }),
      'its tests prove less',
      /its tests prove more/,
    ],
    [
      'one that breaks nothing goes before one that mends a part',
      proved({ verdict: 'partial' }),
      proved({ verdict: 'regression-safe' }),
      'its tests prove less',
      /its tests prove more/,
    ],
    [
      'one that could not be judged goes before one that failed',
      proved({ verdict: 'failed' }),
      proved({ verdict: 'unverified', comparison: null }),
      'its tests prove less',
      /its tests prove more/,
    ],
    [
      'the one that breaks fewer tests goes first',
      proved({ verdict: 'failed', comparison: { fixed: ['a', 'b'], newlyFailing: ['c', 'd'] } }),
      proved({ verdict: 'failed', comparison: { fixed: [], newlyFailing: ['c'] } }),
      'it breaks 2 tests',
      /breaks fewer tests/,
    ],
    [
      'the one that mends more goes first',
      proved({ comparison: { fixed: ['a'], newlyFailing: [] }, lines: lines(1) }),
      proved({ comparison: { fixed: ['a', 'b'], newlyFailing: [] }, lines: lines(9) }),
      'it mends 1 test',
      /mends more tests/,
    ],
    [
      'the one that weakens no test goes first',
      proved({ findings: [{ kind: 'test-skipped' }] }),
      proved({ findings: [{ kind: 'tests-changed' }, { kind: 'timeout-raised' }], lines: lines(5) }),
      'it weakens tests',
      /weakens fewer tests/,
    ],
    [
      'the one the guard says less of goes first',
      proved({ findings: [{ kind: 'timeout-raised' }] }),
      proved({ lines: lines(5) }),
      'the guard has 1 finding',
      /less speaks against/,
    ],
    [
      'the smaller change goes first',
      proved({ lines: lines(4) }),
      proved({ lines: lines(3) }),
      'it changes 4 lines outside tests',
      /smallest change/,
    ],
    [
      'who tests more is not larger than who changes more code',
      proved({ lines: lines(4, 4) }),
      proved({ lines: lines(3, 60) }),
      'it changes 4 lines outside tests',
      /smallest change/,
    ],
    [
      'the one with less around it goes first when the code is the same size',
      proved({ lines: lines(3, 60) }),
      proved({ lines: lines(3, 10) }),
      'it changes 60 lines',
      /smallest change/,
    ],
    ['any change goes before none', noChange, proved({ verdict: 'failed' }), 'it left no change', /only one that left/],
    [
      'one that said why it changed nothing goes before one that failed',
      failed('No.'),
      noChange,
      'No.',
      /left a change/,
    ],
  ])('%s', ([, worse, better, why, because]) => {
    const choice = chooseCandidate([candidate(1, worse), candidate(2, better)]);

    expect(choice.chosen.number).toBe(2);
    expect(choice.ranking.map(({ candidate: { number }, why: words }) => [number, words])).toEqual([
      [2, null],
      [1, why],
    ]);
    expect(choice.because).toMatch(because);
  });

  test('the first goes before another that is as good', () => {
    const choice = chooseCandidate([candidate(1, proved()), candidate(2, proved())]);

    expect(choice.chosen.number).toBe(1);
    expect(choice.ranking[1]?.why).toBe('it is as good, and later in the order');
    expect(choice.because).toMatch(/as good as the next/);
  });
});

test('where all fail the first failure stands for them', () => {
  const choice = chooseCandidate([candidate(1, failed('One.')), candidate(2, failed('Two.'))]);

  expect(choice).toMatchObject({ chosen: { number: 1 }, because: 'No candidate came to its end.' });
});

test('all are ranked, whatever order they came in', () => {
  const results = [failed('No.'), proved({ lines: lines(3) }), noChange, proved({ verdict: 'partial' }), proved()];
  const [first, ...rest] = results.map((result, at) => candidate(at + 1, result));
  if (first === undefined) throw new Error('There are candidates');

  const { ranking } = chooseCandidate([first, ...rest]);

  expect(ranking.map(({ candidate: { number } }) => number)).toEqual([5, 2, 4, 3, 1]);
});
