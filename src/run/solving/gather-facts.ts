import type { BaselineFacts, GuidanceFile, PromptFacts, PromptSection } from '../../agent/prompt/prompt-facts.ts';
import type { GitDeps } from '../../git/git-call.ts';
import { listPaths } from '../../git/list-paths.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { readFile } from '../../git/read-file.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import type { KeptTold } from '../keeping/sections-of-kept.ts';
import type { Origin } from '../origins/origin.ts';
import { readNestedGuidance } from '../repository/read-nested-guidance.ts';
import { describeRepository } from './describe-repository.ts';

/** What the earlier stages of a run found out. */
export type KnownSoFar = {
  readonly mirror: Mirror;
  readonly commands: Omit<PromptFacts['repository']['commands'], 'test'> & {
    readonly test: { readonly command: string };
  };
  readonly baseline: SuiteResult;
  /** See `PromptFacts`. */
  readonly environment: readonly string[];
  readonly install: readonly string[];
  readonly maintainersGuidance: string | null;
  /** The earlier agent's workspace that this one goes on in; left out, or `null`: there is none. */
  readonly kept?: KeptTold | null;
  /** The pull request that the agent goes on with; left out: there is none. */
  readonly revision?: RevisionTold;
};

export type RevisionTold = {
  readonly sections: readonly PromptSection[];
  /** What is to be done, as the last sentence of all. */
  readonly assignment: string;
  /** Files in which both sides of a merge stand. */
  readonly conflicts: readonly string[];
};

/** What the agent is told at the beginning, and what it is told of a folder when it comes to it. */
export type GatheredFacts = { readonly facts: PromptFacts; readonly nestedGuidance: readonly GuidanceFile[] };

const maxTextBytes = 64 * 1024;

export type GatherDeps = {
  readonly git: GitDeps;
  readonly origin: Pick<Origin, 'repository' | 'issue' | 'readComments'>;
};

/** Reads the repository from the host's mirror at the base commit, never from a box. */
export async function gatherFacts(
  { git, origin }: GatherDeps,
  { mirror, commands, baseline, environment, install, maintainersGuidance }: KnownSoFar,
  signal: AbortSignal,
): Promise<GatheredFacts> {
  const sha = mirror.baseSha;
  const paths = await listPaths(git, mirror, sha, signal);
  const readText = (path: string) => readFile(git, { mirror, sha, path }, maxTextBytes, signal);
  const { install: installing, test, lint, typecheck, build } = commands;
  const repository = {
    name: origin.repository,
    commands: { install: installing, test: test.command, lint, typecheck, build },
    maintainersGuidance,
    ...(await describeRepository(paths, readText)),
  };
  const issue = { ...origin.issue, comments: await origin.readComments(signal) };
  const isTold = new Set(repository.guidance.map(({ text }) => text));
  const nested = await readNestedGuidance(paths, readText);
  return {
    facts: { issue, repository, environment, install, baseline: describeBaseline(baseline) },
    nestedGuidance: nested.filter(({ text }) => !isTold.has(text)),
  };
}

function describeBaseline({ test, tests }: SuiteResult): BaselineFacts {
  if (test === null) return { kind: 'not-run', why: 'the dependencies could not be installed' };
  const { exit, stdout, stderr, durationMs } = test;
  if (tests === null) {
    const passed = exit.reason === 'exited' && exit.code === 0;
    return { kind: 'by-exit-code', passed, outputTail: `${stdout}\n${stderr}`.slice(-4_000), durationMs };
  }
  const withStatus = (status: string) => tests.filter((one) => one.status === status);
  return {
    kind: 'by-test',
    passed: withStatus('passed').length,
    skipped: withStatus('skipped').length,
    failing: withStatus('failed').map(({ id }) => id),
    durationMs,
  };
}
