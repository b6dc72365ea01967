import type { CommandRun } from '../environment/command-run.ts';
import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import { SandboxFault } from '../sandbox/sandbox.ts';
import type { ChangedText } from '../verify/changed-text.ts';
import type { FileCoverage } from '../verify/file-coverage.ts';
import { isTestPath } from '../verify/is-test-path.ts';
import { changedLines } from '../verify/line-coverage/changed-lines.ts';
import { countableSources } from '../verify/line-coverage/countable-sources.ts';
import { runWithCoverage } from '../verify/line-coverage/run-with-coverage.ts';
import { blockedHosts } from './blocked-hosts.ts';
import { openWorkspace, type WorkspaceRequest } from './open-workspace.ts';
import type { Run } from './run.ts';

/** Runs the suite once more at head, in a sandbox of its own, to see which changed lines of source it executes. */
export async function measureCoverage(
  run: Run,
  commit: WorkspaceRequest,
  given: { readonly plan: EnvironmentPlan; readonly texts: readonly ChangedText[] },
): Promise<readonly FileCoverage[] | null> {
  const { installTimeoutMs, testTimeoutMs } = run.deps.settings;
  const sources = given.texts.flatMap(({ path, before, after }) =>
    after === null || isTestPath(path) ? [] : [{ path, text: after, lines: changedLines(before, after) }],
  );
  if (countableSources(given.plan.test.runner, sources).length === 0) return null;
  try {
    await using workspace = await openWorkspace(run, commit);
    const deps = {
      workspace,
      onCommand: (command: CommandRun) => run.progress.addCommand(commit.purpose, command),
      blockedHosts: () => blockedHosts(run.progress.blocked),
    };
    return await runWithCoverage(deps, { plan: given.plan, sources, installTimeoutMs, testTimeoutMs }, run.signal);
  } catch (error) {
    // No verdict rests on it, so that a box that breaks here ends no run.
    if (error instanceof SandboxFault && !run.signal.aborted) return null;
    throw error;
  }
}
