import { lastLines } from '../engine/last-lines.ts';
import { runHostCommand } from '../engine/run-host-command.ts';
import { SandboxFault } from '../sandbox.ts';

/** Runs one of the host's tools, by its absolute path and without this process's environment; returns its output. */
export async function runTool(file: string, args: readonly string[], timeoutMs = 60_000): Promise<string> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  const signal = new AbortController().signal;
  try {
    return await runHostCommand(file, args, { timeoutMs, signal, cwd: '/', env });
  } catch (cause) {
    throw new SandboxFault(`${file}, needed for workspaces on disk, failed.`, {
      ran: 'unknown',
      cause,
      log: lastLines(cause),
      nextAction: 'Put right what its message says, and try again.',
    });
  }
}
