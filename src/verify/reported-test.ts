import type { TestResult } from './suite.ts';

/** A test as its runner reported it. No titles: the file itself failed, such as when it could not be loaded. */
export type ReportedTest = {
  readonly file: string;
  readonly titles: readonly string[];
  readonly status: TestResult['status'];
};
