import type { BoxDeps } from '../environment/box-deps.ts';
import type { BoxPlan } from '../environment/prepare-box.ts';
import type { Workspace } from '../sandbox/sandbox.ts';
import { runSuite, type SuiteRequest } from '../verify/run-suite.ts';
import type { Commands, SuiteResult } from '../verify/suite.ts';
import { blockedHosts } from './blocked-hosts.ts';
import { openWorkspace, type WorkspaceRequest } from './open-workspace.ts';
import type { Run } from './run.ts';

type SuitePlan = BoxPlan & Pick<Commands, 'test'>;

/** A box in which the suite was run once, as it is when it is handed on. */
export type SuiteBox = {
  readonly result: SuiteResult;
  readonly deps: BoxDeps;
  /** For `runSuite` in the same box: what was prepared in it stays prepared. */
  readonly again: SuiteRequest;
};

/** One half of the proof: prepares and tests a commit in a sandbox that nothing else has used or will use. */
export async function runSuiteAfresh(run: Run, commit: WorkspaceRequest, plan: SuitePlan): Promise<SuiteResult> {
  return await withSuiteBox(run, { ...commit, plan }, async ({ result }) => result);
}

/** The same, and the box may be used a little longer before it is destroyed. */
export async function withSuiteBox<T>(
  run: Run,
  commit: WorkspaceRequest & { readonly plan: SuitePlan },
  use: (box: SuiteBox) => Promise<T>,
): Promise<T> {
  const { installTimeoutMs, testTimeoutMs } = run.deps.settings;
  const { plan, sha, purpose } = commit;
  await using sandbox = await openWorkspace(run, commit);
  const deps = boxDeps(run, sandbox, purpose);
  const request = { sha, plan, installTimeoutMs, testTimeoutMs };
  const result = await runSuite(deps, request, run.signal);
  return await use({ result, deps, again: { ...request, plan: { ...plan, ...prepared } } });
}

const prepared: BoxPlan = { services: [], setup: [], ladder: [], companions: [] };

function boxDeps(run: Run, workspace: Workspace, purpose: string): BoxDeps {
  return {
    workspace,
    onCommand: (command) => run.progress.addCommand(purpose, command),
    blockedHosts: () => blockedHosts(run.progress.blocked),
  };
}
