import type { Workspace } from '../sandbox/sandbox.ts';
import type { Commands } from '../verify/suite.ts';
import type { Run } from './run.ts';

/** Saves the agent its first step. A failure here is the baseline's to report: the same command runs there. */
export async function installForAgent(run: Run, workspace: Workspace, commands: Commands): Promise<void> {
  if (commands.install === null) return;
  const { exit, durationMs, stdout, stderr } = await workspace.exec(commands.install, {
    timeoutMs: run.deps.settings.installTimeoutMs,
    signal: run.signal,
  });
  run.progress.addCommand('agent', { command: commands.install, exit, durationMs, stdout, stderr });
}
