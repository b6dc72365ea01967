import type { SuiteResult } from '../../verify/suite.ts';

const shown = 50;

/** What the pull request does to the tests so far, in our words; names of tests are those that runners report. */
export function compareTests(base: SuiteResult, head: SuiteResult): string {
  if (head.test === null) return 'At its head the tests could not be run: the dependencies could not be installed.';
  if (base.tests === null || head.tests === null) return byExitCode(head);
  const failedBefore = new Set(failing(base.tests));
  const broken = failing(head.tests).filter((id) => !failedBefore.has(id));
  const still = failing(head.tests).filter((id) => failedBefore.has(id));
  const failsNow = new Set(failing(head.tests));
  const fixed = [...failedBefore].filter((id) => !failsNow.has(id));
  return [
    `At its head ${head.tests.filter(({ status }) => status === 'passed').length} tests pass.`,
    list('It mends', fixed),
    list('It breaks', broken),
    list('It leaves failing', still),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function byExitCode({ test }: SuiteResult): string {
  const isGreen = test?.exit.reason === 'exited' && test.exit.code === 0;
  return `At its head the test command ${isGreen ? 'succeeds' : 'fails'}.`;
}

function failing(tests: NonNullable<SuiteResult['tests']>): readonly string[] {
  return tests.filter(({ status }) => status === 'failed').map(({ id }) => id);
}

function list(what: string, ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length > shown ? `, and ${ids.length - shown} more` : '';
  return `${what}: ${ids
    .slice(0, shown)
    .map((id) => JSON.stringify(id.slice(0, 200)))
    .join(', ')}${more}.`;
}
