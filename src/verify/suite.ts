import type { CommandRun } from '../environment/command-run.ts';
import type { Runner } from '../environment/commands.ts';

import type { FailFirst } from './fail-first.ts';
import type { FileCoverage } from './file-coverage.ts';
import type { TouchedHunk } from './touched-hunk.ts';

export type { CommandRun } from '../environment/command-run.ts';
export type { Commands, Runner, TestCommand } from '../environment/commands.ts';

export type TestResult = {
  /** Stable across base and head: file (where known) and the titles from the outside in, joined with ` > `. */
  readonly id: string;
  readonly status: 'passed' | 'failed' | 'skipped';
};

/** What running the repository's tests at one commit showed. */
export type SuiteResult = {
  readonly sha: string;
  readonly install: CommandRun | null;
  /** The box began with a copy of what `install` had left in another one. */
  readonly isFromLayer?: boolean;
  /** `null` when the install failed, so that the tests were never run. */
  readonly test: CommandRun | null;
  readonly runner: Runner;
  /** `null` when only the exit code is known. */
  readonly tests: readonly TestResult[] | null;
  /** What went wrong before the tests and did not keep them from being run, a sentence each: a service, a setup command. */
  readonly troubles?: readonly string[];
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
  /** Came out differently when they were run once more on the same code; counted nowhere else. */
  readonly flaky: readonly string[];
};

/** A finding of the deterministic guard over the diff. */
export type IntegrityFinding = {
  /** How much each of them matters says `integrity/severity-of.ts`. */
  readonly kind:
    | 'test-deleted'
    | 'test-skipped'
    | 'skipped-test-added'
    | 'test-focused'
    | 'cases-removed'
    | 'assertions-removed'
    | 'assertions-weakened'
    | 'failures-swallowed'
    | 'tolerance-widened'
    | 'timeout-raised'
    | 'expectation-changed'
    | 'snapshots-only'
    | 'snapshots-changed'
    | 'only-tests-changed'
    | 'tests-changed'
    | 'test-command-changed'
    | 'test-setup-changed'
    | 'failures-ignored'
    | 'checks-silenced'
    | 'checks-loosened'
    | 'coverage-loosened'
    | 'ci-loosened'
    | 'judge-patched'
    | 'tests-detected'
    | 'probe-named';
  readonly path: string;
  readonly detail: string;
  /** Where to look in the file at head, counted from 1; left out of what is gone and of what is about the whole file. */
  readonly line?: number;
};

/**
 * From the best to the worst. `verified`: a test that failed at base, or fails on base's code, passes at head and nothing broke. `partial`: something was
 * fixed, and something that belongs to it was not. `regression-safe`: nothing broke, nothing proved. `unverified`: it could not be run, or not be believed. `failed`: something broke, or the evidence was weakened.
 */
export const verdictLabels = ['verified', 'regression-safe', 'partial', 'unverified', 'failed'] as const;

export type VerdictLabel = (typeof verdictLabels)[number];

export type Proof = {
  readonly verdict: VerdictLabel;
  /** One sentence saying why, made from the data below. */
  readonly because: string;
  readonly base: SuiteResult;
  readonly head: SuiteResult;
  readonly comparison: Comparison | null;
  readonly findings: readonly IntegrityFinding[];
  /** `null`: not looked at. */
  readonly failFirst: FailFirst | null;
  readonly touch: readonly TouchedHunk[] | null;
  readonly coverage: readonly FileCoverage[] | null;
};
