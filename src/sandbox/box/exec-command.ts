import type { ExecOptions, ExecResult } from '../sandbox.ts';
import { captureStream } from './capture-stream.ts';
import { type SpawnDeps, spawnProcess } from './spawn-process.ts';

const DEFAULT_MAX_BYTES = 256 * 1024;

/** `Workspace.exec`. Where the middle of an output was left out, a line in its place says how many bytes. */
export async function execCommand(
  deps: SpawnDeps,
  command: string | readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const began = performance.now();
  const { maxBytes = DEFAULT_MAX_BYTES, ...spawnOptions } = options;
  const argv = typeof command === 'string' ? ['bash', '-c', command] : command;
  const process = await spawnProcess(deps, argv, spawnOptions);
  const [exit, stdout, stderr] = await Promise.all([
    process.exit,
    captureStream(process.stdout, maxBytes),
    captureStream(process.stderr, maxBytes),
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
