import type { ExecOptions, ExecResult, Exit } from '../sandbox.ts';
import { captureStream } from './capture-stream.ts';
import type { ProcessDeps } from './running-process.ts';
import { startProcess } from './start-process.ts';

const DEFAULT_MAX_BYTES = 256 * 1024;

/** `Workspace.exec`. Where the middle of an output was left out, a line in its place says how many bytes. */
export async function execCommand(
  deps: ProcessDeps,
  command: string | readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const began = performance.now();
  const { maxBytes = DEFAULT_MAX_BYTES, ...spawnOptions } = options;
  const argv = typeof command === 'string' ? ['bash', '-c', command] : command;
  const running = await startProcess(deps, argv, spawnOptions);
  const killed: Exit = { reason: 'killed' };
  const [exit, stdout, stderr] = await Promise.all([
    running?.exit ?? killed,
    captureStream(running?.main ?? [], maxBytes),
    captureStream(running?.stderr ?? [], maxBytes),
  ]);
  return {
    exit,
    ok: exit.reason === 'exited' && exit.code === 0,
    stdout: stdout.text,
    stderr: stderr.text,
    omittedBytes: { stdout: stdout.omittedBytes, stderr: stderr.omittedBytes },
    durationMs: Math.round(performance.now() - began),
  };
}
