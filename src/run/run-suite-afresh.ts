import type { Mirror } from '../git/open-mirror.ts';
import { runSuite } from '../verify/run-suite.ts';
import type { Commands, SuiteResult } from '../verify/suite.ts';
import { openWorkspace } from './open-workspace.ts';
import type { Run } from './run.ts';

/** One half of the proof: installs and tests a commit in a sandbox that nothing else has used or will use. */
export async function runSuiteAfresh(
  run: Run,
  commit: { readonly mirror: Mirror; readonly sha: string; readonly purpose: string },
  commands: Commands,
): Promise<SuiteResult> {
  const { settings } = run.deps;
  await using sandbox = await openWorkspace(run, commit);
  return await runSuite(
    { workspace: sandbox, onCommand: (command) => run.progress.addCommand(commit.purpose, command) },
    { sha: commit.sha, commands, installTimeoutMs: settings.installTimeoutMs, testTimeoutMs: settings.testTimeoutMs },
    run.signal,
  );
}
