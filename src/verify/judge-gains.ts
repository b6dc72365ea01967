import type { Evidence, Opinion } from './judge.ts';
import type { Comparison } from './suite.ts';

type Gains = Evidence & { readonly comparison: Comparison };

/** What is proved by a change that broke nothing. */
export function judgeGains(evidence: Gains): Opinion {
  const { comparison, findings, unmended = [] } = evidence;
  const rest = restOf(comparison);
  if (findings.some((finding) => finding.kind === 'only-tests-changed')) {
    return ['regression-safe', `Only tests were changed, so passing tests prove nothing about the code${rest}.`];
  }
  const gains = [fixedTests(evidence), provingTests(evidence)].filter((gain) => gain !== null).join(', and ');
  if (gains === '') return ['regression-safe', `Nothing broke, but ${whyUnproved(evidence)}${rest}.`];
  if (unmended.length === 0) return ['verified', `${gains}, and nothing broke${rest}.`];
  const belong = unmended.length === 1 ? 'belongs' : 'belong';
  return ['partial', `${gains}, but ${count(unmended)} that ${belong} with it ${fail(unmended)} as before.`];
}

function fixedTests({ comparison, mendedByTests = [] }: Gains): string | null {
  const fixed = comparison.fixed.filter((id) => !mendedByTests.includes(id));
  if (fixed.length === 0) return null;
  return `${count(fixed)} that failed at base ${fixed.length === 1 ? 'passes' : 'pass'} at head`;
}

/** A test that passed at base, and now expects something else, shows that the code changed and not that it was mended. */
function provingTests({ comparison, failFirst }: Gains): string | null {
  const isNew = new Set(comparison.added);
  const proving = failFirst?.kind === 'proven' ? failFirst.tests.filter((id) => isNew.has(id)) : [];
  if (proving.length === 0) return null;
  return `${count(proving, 'new ')} ${fail(proving)} on base's code and ${proving.length === 1 ? 'passes' : 'pass'} at head`;
}

function whyUnproved({ failFirst, mendedByTests = [] }: Gains): string {
  if (mendedByTests.length > 0) {
    const pass = mendedByTests.length === 1 ? 'passes' : 'pass';
    return `${count(mendedByTests)} that failed at base ${pass} on base's code too, with the tests of the change`;
  }
  const plain = 'no test failed at base and passes at head';
  if (failFirst?.kind === 'not-proven') return `${plain}, and new or changed tests prove nothing: ${failFirst.because}`;
  if (failFirst?.kind === 'proven') {
    return `${plain}; ${count(failFirst.tests)} passed at base too, before ${failFirst.tests.length === 1 ? 'it was' : 'they were'} changed`;
  }
  return plain;
}

function restOf({ stillFailing, flaky }: Comparison): string {
  const before = stillFailing.length > 0 ? `; ${count(stillFailing)} ${fail(stillFailing)} as before` : '';
  const unsteady =
    flaky.length > 0
      ? `; ${count(flaky)} came out differently when run again, and ${flaky.length === 1 ? 'counts' : 'count'} as nothing`
      : '';
  return `${before}${unsteady}`;
}

function count(tests: readonly string[], kind = ''): string {
  return `${tests.length} ${kind}test${tests.length === 1 ? '' : 's'}`;
}

function fail(tests: readonly string[]): string {
  return tests.length === 1 ? 'fails' : 'fail';
}
