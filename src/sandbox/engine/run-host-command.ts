import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type HostCommandOptions = {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly cwd?: string;
  /** All of the tool's environment; without it, this process's own. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs one of the host's own tools and returns its output. Rejects with the end of its error output in the message. */
export async function runHostCommand(
  file: string,
  args: readonly string[],
  { timeoutMs, ...options }: HostCommandOptions,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, args, { ...options, timeout: timeoutMs, maxBuffer: 16 << 20 });
    return stdout;
  } catch (cause) {
    options.signal.throwIfAborted();
    throw new Error(`${file} ${args.join(' ')} failed: ${errorOutput(cause).slice(-2000)}`, { cause });
  }
}

function errorOutput(cause: unknown): string {
  if (cause instanceof Error && 'stderr' in cause && cause.stderr) return String(cause.stderr);
  return String(cause);
}
