import type { TestResult } from './suite.ts';

export type Status = TestResult['status'] | 'absent';

/**
 * What is known of a test in one run. When its file failed as a whole, its tests failed with it; and a file that is not
 * reported as failed, but has tests, is sound.
 */
export function statusLookup(tests: readonly TestResult[]): (id: string) => Status {
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

/** The file of a test, by its id. A file that failed as a whole is its own. */
export function fileOf(id: string): string {
  const end = id.indexOf(' > ');
  return end === -1 ? id : id.slice(0, end);
}
