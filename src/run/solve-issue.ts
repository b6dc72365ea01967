import type { Attempt } from '../agent/attempt.ts';
import type { BaselineFacts, PromptFacts } from '../agent/prompt/prompt-facts.ts';
import { listPaths } from '../git/list-paths.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { readFile } from '../git/read-file.ts';
import type { Workspace } from '../sandbox/sandbox.ts';
import type { Commands, SuiteResult } from '../verify/suite.ts';
import { describeRepository } from './describe-repository.ts';
import { objectToChange } from './object-to-change.ts';
import { recordedWorkspace } from './recorded-workspace.ts';
import type { Run } from './run.ts';

export type KnownSoFar = { readonly mirror: Mirror; readonly commands: Commands; readonly baseline: SuiteResult };

const maxGuidanceBytes = 64 * 1024;

/** Lets the agent work on the issue in its sandbox, until it stops or its budget is spent. */
export async function solveIssue(run: Run, sandbox: { restricted(): Workspace }, known: KnownSoFar): Promise<Attempt> {
  const { deps, record, progress, inbox, signal } = run;
  const workspace = recordedWorkspace(sandbox.restricted(), record, 'agent');
  const facts = await gatherFacts(run, known);
  const { solver } = deps.settings;
  const attempt = await solver.solve(
    {
      askModel: deps.askModel,
      model: deps.settings.model,
      workspace,
      record: (event) => progress.addAgentEvent(event),
      now: deps.now,
      takeMessages: inbox.take,
      objectTo: objectToChange({
        test: known.commands.test,
        protectedPaths: deps.settings.exportRules.protectedPaths,
      }),
      nestedGuidance: [],
    },
    await solver.buildPrompt(facts),
    deps.settings.budget,
    signal,
  );
  signal.throwIfAborted();
  await record.save('attempt.json', attempt);
  return attempt;
}

async function gatherFacts(run: Run, known: KnownSoFar): Promise<PromptFacts> {
  const { deps, origin, signal } = run;
  const { mirror, commands, baseline } = known;
  const paths = await listPaths(deps.git, mirror, mirror.baseSha, signal);
  const readText = (path: string) =>
    readFile(deps.git, { mirror, sha: mirror.baseSha, path }, maxGuidanceBytes, signal);
  return {
    issue: { ...origin.issue, comments: await origin.readComments(signal) },
    repository: {
      name: origin.repository,
      commands: { install: commands.install, test: commands.test.command, lint: null, typecheck: null, build: null },
      maintainersGuidance: null,
      ...(await describeRepository(paths, readText)),
    },
    environment: [],
    install: [],
    baseline: describeBaseline(baseline),
  };
}

function describeBaseline({ test, tests }: SuiteResult): BaselineFacts {
  if (test === null) return { kind: 'not-run', why: 'the dependencies could not be installed' };
  if (tests === null) {
    const passed = test.exit.reason === 'exited' && test.exit.code === 0;
    return {
      kind: 'by-exit-code',
      passed,
      outputTail: `${test.stdout}\n${test.stderr}`.slice(-4_000),
      durationMs: test.durationMs,
    };
  }
  const withStatus = (status: string) => tests.filter((one) => one.status === status);
  return {
    kind: 'by-test',
    passed: withStatus('passed').length,
    skipped: withStatus('skipped').length,
    failing: withStatus('failed').map(({ id }) => id),
    durationMs: test.durationMs,
  };
}
