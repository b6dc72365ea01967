/** What came of one call, for those who watch over the attempt. */
export type CallReport = {
  readonly tool: string;
  /** `workspace`: it was carried out by a tool that may change files. */
  readonly changes: 'workspace' | 'nothing';
  /** As they were understood, or as they came where they were not. */
  readonly arguments: string;
  /** The shell command that was run, or `null`. */
  readonly command: string | null;
  /** Files and folders that the arguments name, relative to the workspace. */
  readonly paths: readonly string[];
  /** What the model was told. */
  readonly text: string;
  readonly isError: boolean;
  /** The call was not one: its tool does not exist, its arguments cannot be read, or it was cut off. */
  readonly isMalformed: boolean;
  readonly durationMs: number;
};
