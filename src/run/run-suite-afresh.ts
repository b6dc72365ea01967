import type { BoxPlan } from '../environment/prepare-box.ts';
import { runSuite } from '../verify/run-suite.ts';
import type { Commands, SuiteResult } from '../verify/suite.ts';
import { blockedHosts } from './blocked-hosts.ts';
import { openWorkspace, type WorkspaceRequest } from './open-workspace.ts';
import type { Run } from './run.ts';

/** One half of the proof: prepares and tests a commit in a sandbox that nothing else has used or will use. */
export async function runSuiteAfresh(
  run: Run,
  commit: WorkspaceRequest,
  plan: BoxPlan & Pick<Commands, 'test'>,
): Promise<SuiteResult> {
  const { settings } = run.deps;
  await using sandbox = await openWorkspace(run, commit);
  return await runSuite(
    {
      workspace: sandbox,
      onCommand: (command) => run.progress.addCommand(commit.purpose, command),
      blockedHosts: () => blockedHosts(run.progress.blocked),
    },
    { sha: commit.sha, plan, installTimeoutMs: settings.installTimeoutMs, testTimeoutMs: settings.testTimeoutMs },
    run.signal,
  );
}
