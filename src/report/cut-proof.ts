import type { FailFirst } from '../verify/fail-first.ts';
import type { Comparison, Proof, SuiteResult } from '../verify/suite.ts';
import { shownItems, shownTests } from './shown-items.ts';

/** The same proof for a reader: what is only counted loses its name, so that nothing is redacted that is never shown. */
export function cutProof(proof: Proof): Proof {
  const { base, head, comparison, failFirst, touch } = proof;
  return {
    ...proof,
    base: cutSuite(base),
    head: cutSuite(head),
    comparison: comparison === null ? null : cutComparison(comparison),
    failFirst: failFirst === null ? null : cutFailFirst(failFirst),
    touch: touch?.map((hunk) => ({ ...hunk, tests: hunk.tests.slice(0, shownTests + 1) })) ?? null,
  };
}

function cutSuite(suite: SuiteResult): SuiteResult {
  return { ...suite, tests: suite.tests?.map(({ status }) => ({ id: '', status })) ?? null };
}

function cutComparison({ fixed, newlyFailing, stillFailing, added, vanished, flaky }: Comparison): Comparison {
  return {
    fixed: cut(fixed),
    newlyFailing: cut(newlyFailing),
    stillFailing: cut(stillFailing),
    added: cut(added),
    vanished: cut(vanished),
    flaky: cut(flaky),
  };
}

function cutFailFirst(failFirst: FailFirst): FailFirst {
  return failFirst.kind === 'not-applicable' ? failFirst : { ...failFirst, tests: cut(failFirst.tests) };
}

function cut(ids: readonly string[]): readonly string[] {
  return ids.map((id, index) => (index < shownItems ? id : ''));
}
