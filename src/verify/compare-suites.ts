import { type Status, statusLookup } from './status-lookup.ts';
import type { Comparison, SuiteResult } from './suite.ts';

/** Compares test by test; `null` when one side reported no single tests. A test in `flaky` counts as nothing else. */
export function compareSuites(base: SuiteResult, head: SuiteResult, flaky: readonly string[] = []): Comparison | null {
  if (base.tests === null || head.tests === null) return null;
  const before = statusLookup(base.tests);
  const after = statusLookup(head.tests);
  const isFlaky = new Set(flaky);
  const ids = [...new Set([...base.tests, ...head.tests].map((test) => test.id))].filter((id) => !isFlaky.has(id));
  const those = (matches: (before: Status, after: Status) => boolean) =>
    ids.filter((id) => matches(before(id), after(id)));
  return {
    fixed: those((was, is) => was === 'failed' && is === 'passed'),
    newlyFailing: those((was, is) => was !== 'failed' && is === 'failed'),
    stillFailing: those((was, is) => was === 'failed' && is === 'failed'),
    added: those((was, is) => was === 'absent' && is === 'passed'),
    vanished: those((was, is) => (is === 'absent' && was !== 'absent') || (is === 'skipped' && isRun(was))),
    flaky,
  };
}

function isRun(status: Status): boolean {
  return status === 'passed' || status === 'failed';
}
