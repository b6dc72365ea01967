import type { BoxDeps } from './box-deps.ts';
import type { CommandRun } from './command-run.ts';
import { runCommand, succeeded } from './run-command.ts';

export type SetupReport = {
  readonly done: readonly string[];
  /** The command that failed, after which no other was run; `null` when all went well. */
  readonly failed: CommandRun | null;
  readonly notRun: readonly string[];
};

/** Runs the commands in order, all of them within `timeoutMs`, until one fails. */
export async function runSetup(
  deps: BoxDeps,
  setup: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SetupReport> {
  const done: string[] = [];
  let leftMs = timeoutMs;
  for (const [index, command] of setup.entries()) {
    const run = await runCommand(deps, { command, timeoutMs: Math.max(1, leftMs) }, signal);
    if (!succeeded(run)) return { done, failed: run, notRun: setup.slice(index + 1) };
    done.push(command);
    leftMs -= run.durationMs;
  }
  return { done, failed: null, notRun: [] };
}
