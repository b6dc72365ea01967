/** Which changed lines of one file the tests executed at head. Lines are counted from 1. */
export type FileCoverage = {
  readonly path: string;
  readonly covered: readonly number[];
  /** Could be executed and were not, or only in part: a branch within the line was not taken. */
  readonly uncovered: readonly number[];
};
