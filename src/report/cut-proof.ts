import type { Comparison, Proof, SuiteResult } from '../verify/suite.ts';
import { shownItems } from './shown-items.ts';

/** The same proof for a reader: what is only counted loses its name, so that nothing is redacted that is never shown. */
export function cutProof(proof: Proof): Proof {
  const { base, head, comparison } = proof;
  return {
    ...proof,
    base: cutSuite(base),
    head: cutSuite(head),
    comparison: comparison === null ? null : cutComparison(comparison),
  };
}

function cutSuite(suite: SuiteResult): SuiteResult {
  return { ...suite, tests: suite.tests?.map(({ status }) => ({ id: '', status })) ?? null };
}

function cutComparison({ fixed, newlyFailing, stillFailing, added, vanished, flaky }: Comparison): Comparison {
  const cut = (ids: readonly string[]) => ids.map((id, index) => (index < shownItems ? id : ''));
  return {
    fixed: cut(fixed),
    newlyFailing: cut(newlyFailing),
    stillFailing: cut(stillFailing),
    added: cut(added),
    vanished: cut(vanished),
    flaky: cut(flaky),
  };
}
