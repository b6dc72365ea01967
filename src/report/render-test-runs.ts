import { describeExit } from '../verify/describe-exit.ts';
import type { Proof, SuiteResult } from '../verify/suite.ts';
import { codeSpan } from './code-span.ts';

/** Where somebody asks how a change was tested: the repository's own tests, and how they ended. */
export function renderTestRuns({ base, head }: Proof): string {
  return [ended('At base', base), ended('With this change', head), '', 'The proof at the top has the details.'].join(
    '\n',
  );
}

function ended(where: string, { test, tests }: SuiteResult): string {
  if (test === null) return `- ${where} no tests were run.`;
  const failed = tests === null ? '' : `, ${tests.filter(({ status }) => status === 'failed').length} failing`;
  return `- ${where} ${codeSpan(test.command)} ${describeExit(test.exit)}${failed}.`;
}
