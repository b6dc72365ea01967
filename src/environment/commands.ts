/** What a repository says about building and testing itself, each as a person would type it. Given to `bash -c` as it is. */
export type Commands = {
  /** Installs dependencies, or `null` when there are none to install. */
  readonly install: string | null;
  readonly test: TestCommand;
  readonly lint: string | null;
  readonly typecheck: string | null;
  readonly build: string | null;
};

export type TestCommand = {
  /** The repository's own command as a person would type it, such as `npm test`. Given to `bash -c` as it is. */
  readonly command: string;
  /** What the command executes, as far as package.json or the Makefile says. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly runner: Runner;
};

/** `exit-code`: a runner whose output is not understood; only its exit code counts, and the report says so. */
export type Runner =
  | 'node-test'
  | 'vitest'
  | 'jest'
  | 'mocha'
  | 'ava'
  | 'tap'
  | 'pytest'
  | 'go-test'
  | 'cargo-test'
  | 'junit'
  | 'exit-code';
