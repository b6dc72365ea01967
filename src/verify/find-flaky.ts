import { statusLookup } from './status-lookup.ts';
import type { SuiteResult } from './suite.ts';

/**
 * Tests that came out differently when the same code was tested once more. A second run that went worse as a whole (its
 * services, its install, its end) says nothing about single tests.
 */
export function findFlaky(first: SuiteResult, again: SuiteResult | null): readonly string[] {
  if (again === null || first.tests === null || again.tests === null || !isComparable(first, again)) return [];
  const before = statusLookup(first.tests);
  const after = statusLookup(again.tests);
  const ids = [...new Set([...first.tests, ...again.tests].map(({ id }) => id))];
  return ids.filter((id) => before(id) !== after(id));
}

/** Whether the test command as a whole came out differently; all there is to see where single tests are not known. */
export function isWavering(first: SuiteResult, again: SuiteResult | null): boolean {
  if (again === null || !isComparable(first, again)) return false;
  return exitCode(first) !== exitCode(again);
}

function isComparable(first: SuiteResult, again: SuiteResult): boolean {
  if ((again.troubles?.length ?? 0) > (first.troubles?.length ?? 0)) return false;
  return exitCode(first) !== null && exitCode(again) !== null;
}

function exitCode({ test }: SuiteResult): number | null {
  return test?.exit.reason === 'exited' ? test.exit.code : null;
}
