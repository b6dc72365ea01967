import type { BoxDeps } from './box-deps.ts';
import type { CommandRun } from './command-run.ts';
import { plainEnvironment } from './plain-environment.ts';

export type TimedCommand = {
  readonly command: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
};

const maxOutputBytes = 256 * 1024;

/** Runs one command in a box as a build server would. That it fails is a result; only a box that breaks throws `SandboxFault`. */
export async function runCommand(
  deps: Pick<BoxDeps, 'workspace' | 'onCommand'>,
  timed: TimedCommand,
  signal: AbortSignal,
): Promise<CommandRun> {
  const { command, env, timeoutMs } = timed;
  const { exit, durationMs, stdout, stderr } = await deps.workspace.exec(command, {
    env: { ...plainEnvironment, ...env },
    timeoutMs,
    maxBytes: maxOutputBytes,
    signal,
  });
  signal.throwIfAborted();
  const run = { command, exit, durationMs, stdout, stderr };
  deps.onCommand(run);
  return run;
}

export function succeeded(run: CommandRun): boolean {
  return run.exit.reason === 'exited' && run.exit.code === 0;
}
