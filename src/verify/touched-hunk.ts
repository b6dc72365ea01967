/** One hunk of the change to source code, and whether a test notices when it alone is taken back. */
export type TouchedHunk = {
  readonly path: string;
  /** Lines at head, counted from 1, both included; `to` before `from` where the hunk only removes. */
  readonly from: number;
  readonly to: number;
  /** `unknown`: there was no time, or the tests could not be run. */
  readonly noticed: 'yes' | 'no' | 'unknown';
  /** Tests that fail without it, at most a few; empty where single tests are not known. */
  readonly tests: readonly string[];
};
