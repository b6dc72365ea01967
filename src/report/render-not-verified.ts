import type { Proof, SuiteResult } from '../verify/suite.ts';
import { inertLine } from './inert-line.ts';
import { listCapped } from './list-capped.ts';

/** What this proof does not say, made from what is missing in it. */
export function renderNotVerified(proof: Proof): string {
  const gaps = [
    ...suiteGaps('at base', proof.base),
    ...suiteGaps('with this change', proof.head),
    ...testGaps(proof),
    ...failFirstGaps(proof),
    ...touchGaps(proof),
    ...coverageGaps(proof),
  ];
  if (gaps.length === 0) return '';
  return `**What was not verified**\n\n${listCapped(gaps, 20, (gap) => gap)}`;
}

function suiteGaps(where: string, { test, troubles = [] }: SuiteResult): readonly string[] {
  const notRun = test === null ? [`The tests were not run ${where}.`] : [];
  const shown = troubles.slice(0, 5).map((trouble) => `Before the tests ${where}: ${inertLine(trouble, 300)}`);
  const more = troubles.length > 5 ? [`${troubles.length - 5} more went wrong before the tests ${where}.`] : [];
  return [...notRun, ...shown, ...more];
}

function testGaps({ base, head, comparison }: Proof): readonly string[] {
  if (base.test === null || head.test === null) return [];
  if (comparison === null) {
    return ['Single tests are not known for both commits, so only the exit codes of the whole command were compared.'];
  }
  const skipped = (head.tests ?? []).filter(({ status }) => status === 'skipped').length;
  return [
    ...(skipped > 0 ? [`${tests(skipped)} skipped with this change.`] : []),
    ...(comparison.flaky.length > 0 ? [`${tests(comparison.flaky.length)} flaky, and not counted.`] : []),
  ];
}

function tests(count: number): string {
  return count === 1 ? '1 test was' : `${count} tests were`;
}

function failFirstGaps({ failFirst }: Proof): readonly string[] {
  if (failFirst === null) return ['Whether the tests of this change fail without it: not tried.'];
  if (failFirst.kind !== 'not-applicable') return [];
  return [`Whether the tests of this change fail without it: ${inertLine(failFirst.because, 300)}`];
}

function touchGaps({ touch }: Proof): readonly string[] {
  if (touch === null) return ['Whether a test notices each part of the change: not tried.'];
  const unknown = touch.filter(({ noticed }) => noticed === 'unknown').length;
  if (unknown === 0) return [];
  return [`Whether a test notices ${unknown} of ${touch.length} parts of the change: it could not be found out.`];
}

function coverageGaps({ coverage }: Proof): readonly string[] {
  if (coverage === null) return ['Which of the changed lines the tests execute: not measured.'];
  const isEmpty = coverage.every(({ covered, uncovered }) => covered.length + uncovered.length === 0);
  return isEmpty ? ['Which of the changed lines the tests execute: none of them was measured.'] : [];
}
