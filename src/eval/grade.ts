import type { SuiteResult } from '../verify/suite.ts';

/** What the tests say about a change, for one task. */
export type Grade = {
  readonly resolved: boolean;
  /** Tests that had to pass in the end and do not. */
  readonly notFixed: readonly string[];
  /** Tests that passed at the base and no longer do. */
  readonly broken: readonly string[];
};

export type Expectation = { readonly failToPass: readonly string[]; readonly passToPass: readonly string[] };

/** Stands for all tests where the runner does not name them. */
export const wholeSuite = '(test command)';

/** A test passes when it was reported as passed: one that is gone, skipped, or whose file does not load, does not. */
export function grade({ failToPass, passToPass }: Expectation, suite: SuiteResult): Grade {
  const passed = new Set(passedTests(suite));
  const notFixed = failToPass.filter((id) => !passed.has(id));
  const broken = passToPass.filter((id) => !passed.has(id));
  return { resolved: notFixed.length === 0 && broken.length === 0, notFixed, broken };
}

export function passedTests({ test, tests }: SuiteResult): readonly string[] {
  if (tests !== null) return tests.filter(({ status }) => status === 'passed').map(({ id }) => id);
  return test?.exit.reason === 'exited' && test.exit.code === 0 ? [wholeSuite] : [];
}
