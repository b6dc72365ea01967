import type { ChangedText } from './changed-text.ts';
import { checkIntegrity } from './check-integrity.ts';
import { compareSuites } from './compare-suites.ts';
import type { FailFirst } from './fail-first.ts';
import { findFlaky, isWavering } from './find-flaky.ts';
import { findUnmended } from './find-unmended.ts';
import { judge } from './judge.ts';
import { judgeFailFirst } from './judge-fail-first.ts';
import { statusLookup } from './status-lookup.ts';
import type { Proof, SuiteResult, TestCommand } from './suite.ts';

/** What the code of base did when it was tested once more, beside head. */
export type OnBase =
  /** With the tests of the change, twice where they failed. */
  | { readonly kind: 'with-tests'; readonly results: readonly [SuiteResult, ...SuiteResult[]] }
  /** With its own tests; `because`: why not with those of the change. */
  | { readonly kind: 'base-again'; readonly result: SuiteResult; readonly because: string }
  | { readonly kind: 'not-run'; readonly because: string };

export type Measured = {
  readonly base: SuiteResult;
  readonly head: SuiteResult;
  readonly onBase: OnBase;
  /** Head once more, in another box. */
  readonly headAgain: SuiteResult | null;
};

export type Subject = {
  readonly changes: readonly ChangedText[];
  readonly command: TestCommand;
  /** The title and the text of the issue. */
  readonly issue: string;
};

/** Everything that was measured, and what it proves. The same measurements always prove the same. */
export function weighEvidence(measured: Measured, { changes, command, issue }: Subject): Proof {
  const { base, head, onBase, headAgain } = measured;
  const baseAgain = onBase.kind === 'base-again' ? onBase.result : null;
  const reruns = rerunOnBase(onBase);
  const unsteady = [...findFlaky(base, baseAgain), ...findFlaky(head, headAgain)];
  const plain = compareSuites(base, head, [...new Set(unsteady)]);
  const mixed = plain?.fixed.filter((id) => isMixed(reruns.map((status) => status(id)))) ?? [];
  const flaky = [...new Set([...unsteady, ...mixed])];
  const comparison = compareSuites(base, head, flaky);
  const findings = checkIntegrity(changes, { command, isExitCodeOnly: comparison === null });
  const failFirst = without(failFirstOf(measured, changes), flaky);
  const isMended = (id: string) => reruns.length > 0 && reruns.every((status) => status(id) === 'passed');
  const mendedByTests = comparison?.fixed.filter(isMended) ?? [];
  const proven = failFirst.kind === 'proven' ? failFirst.tests : [];
  const about = { changedPaths: changes.map(({ path }) => path), issue, proven };
  const unmended = comparison === null ? [] : findUnmended(comparison, about);
  const wavers = isWavering(base, baseAgain) || isWavering(head, headAgain);
  return judge({ base, head, comparison, findings, failFirst, unmended, mendedByTests, wavers });
}

type Lookup = ReturnType<typeof statusLookup>;

/** Every run of the change's tests on base's code that reported single tests. */
function rerunOnBase(onBase: OnBase): readonly Lookup[] {
  if (onBase.kind !== 'with-tests') return [];
  return onBase.results.flatMap(({ tests }) => (tests === null ? [] : [statusLookup(tests)]));
}

function isMixed(statuses: readonly ReturnType<Lookup>[]): boolean {
  return statuses.includes('passed') && statuses.includes('failed');
}

function failFirstOf({ base, head, onBase }: Measured, changes: readonly ChangedText[]): FailFirst {
  if (onBase.kind !== 'with-tests') return { kind: 'not-applicable', because: onBase.because };
  return judgeFailFirst({ base, head, onBase: onBase.results }, changes);
}

/** A test that cannot make up its mind proves nothing. */
function without(failFirst: FailFirst, flaky: readonly string[]): FailFirst {
  if (failFirst.kind !== 'proven' || failFirst.tests.length === 0) return failFirst;
  const tests = failFirst.tests.filter((id) => !flaky.includes(id));
  if (tests.length > 0) return { kind: 'proven', tests };
  const because = 'they came out differently when they were run again';
  return { kind: 'not-proven', because, tests: failFirst.tests };
}
