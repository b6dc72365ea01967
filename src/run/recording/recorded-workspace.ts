import type { ExecOptions, Process, SpawnOptions, Workspace } from '../../sandbox/sandbox.ts';
import type { RunRecord } from '../../store/run-record.ts';

/**
 * The same workspace; every command that comes to its end in it is also written to the run's record: what is spawned as what it
 * is for, and what is executed to its end, which is how tools look around, as `inner`.
 */
export function recordedWorkspace(
  workspace: Workspace,
  record: Pick<RunRecord, 'addCommand'>,
  purpose: string,
  inner = purpose,
): Workspace {
  const addEnd = async (argv: readonly string[], options: SpawnOptions, process: Process) => {
    const startedAt = performance.now();
    const exit = await process.exit;
    const durationMs = performance.now() - startedAt;
    record.addCommand({ ...toFacts(purpose, argv, options), exit, durationMs, stdout: null, stderr: null });
  };
  return {
    cwd: workspace.cwd,
    files: workspace.files,
    async spawn(argv, options) {
      const process = await workspace.spawn(argv, options);
      // It may outlive whoever waits for it here, and its exit never rejects.
      void addEnd(argv, options, process);
      return process;
    },
    attach: (processId, from) => workspace.attach(processId, from),
    async exec(command, options) {
      const { exit, durationMs, stdout, stderr, ...result } = await workspace.exec(command, options);
      record.addCommand({ ...toFacts(inner, command, options), exit, durationMs, stdout, stderr });
      return { exit, durationMs, stdout, stderr, ...result };
    },
  };
}

function toFacts(purpose: string, command: string | readonly string[], { cwd, env }: ExecOptions) {
  return { purpose, command, ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
}
