import { weakens } from '../../verify/integrity/severity-of.ts';
import { verdictLabels } from '../../verify/suite.ts';
import type { Candidate, CandidateResult } from './candidate.ts';

export type Choice = {
  readonly chosen: Candidate;
  /** Best first; `why`: what kept it from being chosen, as the end of a sentence, or `null` for the chosen one. */
  readonly ranking: readonly { readonly candidate: Candidate; readonly why: string | null }[];
  /** Why it is that one, in a sentence. */
  readonly because: string;
};

/** Chooses by what was executed, and then the smallest change. What the model says of itself does not count. */
export function chooseCandidate(candidates: readonly [Candidate, ...Candidate[]]): Choice {
  const [chosen, ...others] = candidates.toSorted(compare);
  if (chosen === undefined) throw new TypeError('There is nothing to choose from');
  const ranking = [
    { candidate: chosen, why: null },
    ...others.map((candidate) => ({ candidate, why: whyNot(chosen, candidate) })),
  ];
  return { chosen, ranking, because: because(chosen, others[0]) };
}

type Proved = Extract<CandidateResult, { kind: 'proved' }>;

type Criterion = {
  /** Less is better. */
  readonly value: (result: Proved) => number;
  /** What is better about whoever has less. */
  readonly better: string;
  readonly worse: (result: Proved) => string;
};

/** In this order; the first in which two differ decides between them. */
const criteria: readonly Criterion[] = [
  {
    value: ({ verdict }) => verdictLabels.indexOf(verdict),
    better: 'its tests prove more',
    worse: () => 'its tests prove less',
  },
  {
    value: ({ comparison }) => comparison?.newlyFailing.length ?? 0,
    better: 'it breaks fewer tests',
    worse: ({ comparison }) => `it breaks ${count(comparison?.newlyFailing.length ?? 0, 'test')}`,
  },
  {
    value: ({ comparison }) => -(comparison?.fixed.length ?? 0),
    better: 'it mends more tests',
    worse: ({ comparison }) => `it mends ${count(comparison?.fixed.length ?? 0, 'test')}`,
  },
  {
    value: ({ findings }) => findings.filter(({ kind }) => weakens(kind)).length,
    better: 'it weakens fewer tests',
    worse: () => 'it weakens tests',
  },
  {
    value: ({ findings }) => findings.length,
    better: 'less speaks against what it does to tests and checks',
    worse: ({ findings }) => `the guard has ${count(findings.length, 'finding')}`,
  },
  {
    value: ({ lines }) => lines.outsideTests,
    better: 'it is the smallest change',
    worse: ({ lines }) => `it changes ${count(lines.outsideTests, 'line')} outside tests`,
  },
  {
    value: ({ lines }) => lines.added + lines.removed,
    better: 'it is the smallest change',
    worse: ({ lines }) => `it changes ${count(lines.added + lines.removed, 'line')}`,
  },
];

const kinds = ['proved', 'no-change', 'failed'] as const satisfies CandidateResult['kind'][];

function compare(one: Candidate, other: Candidate): number {
  const byKind = kinds.indexOf(one.result.kind) - kinds.indexOf(other.result.kind);
  if (byKind !== 0) return byKind;
  return difference(one, other)?.by ?? one.number - other.number;
}

/** The first criterion in which two proved candidates differ, and by how much. */
function difference(
  { result: one }: Candidate,
  { result: other }: Candidate,
): { readonly criterion: Criterion; readonly by: number } | null {
  if (one.kind !== 'proved' || other.kind !== 'proved') return null;
  const criterion = criteria.find(({ value }) => value(one) !== value(other));
  return criterion === undefined ? null : { criterion, by: criterion.value(one) - criterion.value(other) };
}

function whyNot(chosen: Candidate, candidate: Candidate): string {
  const { result } = candidate;
  switch (result.kind) {
    case 'failed':
      return result.reason;
    case 'no-change':
      return 'it left no change';
    case 'proved':
      return difference(chosen, candidate)?.criterion.worse(result) ?? 'it is as good, and later in the order';
  }
}

function because(chosen: Candidate, second: Candidate | undefined): string {
  const name = `Candidate ${chosen.number}`;
  if (chosen.result.kind === 'failed') return 'No candidate came to its end.';
  if (chosen.result.kind === 'no-change') return 'No candidate left a change.';
  if (second === undefined || second.result.kind !== 'proved') return `${name} is the only one that left a change.`;
  const words = difference(chosen, second)?.criterion.better;
  if (words === undefined) return `${name} was chosen because it is as good as the next, and came first in the order.`;
  return `${name} was chosen because, set against the next best, ${words}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
