import type { Workspace } from '../sandbox/sandbox.ts';
import type { RunRecord } from '../store/run-record.ts';

/** The same workspace; every command that runs to its end in it is also written to the run's record. */
export function recordedWorkspace(workspace: Workspace, record: RunRecord, purpose: string): Workspace {
  return {
    cwd: workspace.cwd,
    files: workspace.files,
    spawn: (argv, options) => workspace.spawn(argv, options),
    attach: (processId, from) => workspace.attach(processId, from),
    async exec(command, options) {
      const result = await workspace.exec(command, options);
      record.addCommand({
        purpose,
        command,
        exit: result.exit,
        durationMs: result.durationMs,
        stdout: result.stdout,
        stderr: result.stderr,
      });
      return result;
    },
  };
}
