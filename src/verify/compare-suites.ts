import type { Comparison, SuiteResult, TestResult } from './suite.ts';

/** Compares test by test; `null` when one side reported no single tests. */
export function compareSuites(base: SuiteResult, head: SuiteResult): Comparison | null {
  if (base.tests === null || head.tests === null) return null;
  const before = statusLookup(base.tests);
  const after = statusLookup(head.tests);
  const ids = [...new Set([...base.tests, ...head.tests].map((test) => test.id))];
  const those = (matches: (before: Status, after: Status) => boolean) =>
    ids.filter((id) => matches(before(id), after(id)));
  return {
    fixed: those((was, is) => was === 'failed' && is === 'passed'),
    newlyFailing: those((was, is) => was !== 'failed' && is === 'failed'),
    stillFailing: those((was, is) => was === 'failed' && is === 'failed'),
    added: those((was, is) => was === 'absent' && is === 'passed'),
    vanished: those((was, is) => (is === 'absent' && was !== 'absent') || (is === 'skipped' && isRun(was))),
    flaky: [],
  };
}

type Status = TestResult['status'] | 'absent';

function isRun(status: Status): boolean {
  return status === 'passed' || status === 'failed';
}

/**
 * What is known of a test on one side. When its file failed as a whole, its tests failed with it; and a file that is not
 * reported as failed, but has tests, is sound.
 */
function statusLookup(tests: readonly TestResult[]): (id: string) => Status {
  const statuses = new Map<string, Status>(tests.map((test) => [test.id, test.status]));
  const soundFiles = new Set(tests.filter((test) => test.id !== fileOf(test.id)).map((test) => fileOf(test.id)));
  return (id) => {
    const own = statuses.get(id);
    if (own !== undefined) return own;
    const file = fileOf(id);
    if (file === id) return soundFiles.has(id) ? 'passed' : 'absent';
    return statuses.get(file) === 'failed' ? 'failed' : 'absent';
  };
}

function fileOf(id: string): string {
  const end = id.indexOf(' > ');
  return end === -1 ? id : id.slice(0, end);
}
