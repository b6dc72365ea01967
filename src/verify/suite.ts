import type { Exit } from '../sandbox/sandbox.ts';

/** What a repository says about building and testing itself. */
export type Commands = {
  /** Shell command that installs dependencies, or `null` when there are none to install. */
  readonly install: string | null;
  readonly test: TestCommand;
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
export type Runner = 'node-test' | 'vitest' | 'jest' | 'mocha' | 'exit-code';

/** One command the host ran in a sandbox for the proof. */
export type CommandRun = {
  readonly command: string;
  readonly exit: Exit;
  readonly durationMs: number;
  readonly stdout: string;
  readonly stderr: string;
};

export type TestResult = {
  /** Stable across base and head: file (where known) and the titles from the outside in, joined with ` > `. */
  readonly id: string;
  readonly status: 'passed' | 'failed' | 'skipped';
};

/** What running the repository's tests at one commit showed. */
export type SuiteResult = {
  readonly sha: string;
  readonly install: CommandRun | null;
  /** `null` when the install failed, so that the tests were never run. */
  readonly test: CommandRun | null;
  readonly runner: Runner;
  /** `null` when only the exit code is known. */
  readonly tests: readonly TestResult[] | null;
};

/** Base against head, test by test. */
export type Comparison = {
  /** Failed at base, passes at head. */
  readonly fixed: readonly string[];
  /** Did not fail at base, fails at head; includes a new test that fails. */
  readonly newlyFailing: readonly string[];
  readonly stillFailing: readonly string[];
  /** Not at base; passes at head. */
  readonly added: readonly string[];
  /** At base and not at head, or skipped only at head. */
  readonly vanished: readonly string[];
};

/** A finding of the deterministic guard over the diff. */
export type IntegrityFinding = {
  readonly kind:
    | 'test-deleted'
    | 'test-skipped'
    | 'test-focused'
    | 'assertions-removed'
    | 'only-tests-changed'
    | 'tests-changed'
    | 'test-command-changed'
    | 'test-setup-changed'
    | 'probe-named';
  readonly path: string;
  readonly detail: string;
};

/**
 * `verified`: a test that failed at base passes at head and nothing broke. `regression-safe`: nothing broke, nothing proved.
 * `unverified`: it could not be run, or not be believed. `failed`: something broke, or the evidence was weakened.
 */
export type VerdictLabel = 'verified' | 'regression-safe' | 'unverified' | 'failed';

export type Proof = {
  readonly verdict: VerdictLabel;
  /** One sentence saying why, made from the data below. */
  readonly because: string;
  readonly base: SuiteResult;
  readonly head: SuiteResult;
  readonly comparison: Comparison | null;
  readonly findings: readonly IntegrityFinding[];
};
