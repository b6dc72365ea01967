import { shellEnvironmentPath } from '../../environment/shell-environment.ts';
import { type Exit, type Process, SandboxFault, type SpawnOptions, type Workspace } from '../../sandbox/sandbox.ts';
import { type OutputLog, openOutputLog } from './output-log.ts';

/** A command that was started, and what it writes. */
export type Command = {
  readonly text: string;
  readonly process: Process;
  /** Has the first `MAX_KEPT_BYTES` of its output, in the box; `null` when the box could not make it. */
  readonly file: string | null;
  readonly log: OutputLog;
  /** Resolves when it has ended and its output is read. Throws nothing that a box can cause. */
  readonly ended: Promise<Ended>;
  readonly startedAt: number;
};

export type Ended = { readonly exit: Exit; readonly durationMs: number };

export type CommandRequest = { readonly text: string; readonly cwd: string | undefined; readonly file: string };

/** No command lives longer, in the background either. */
export const MAX_COMMAND_MINUTES = 30;
/** Of each command's output that much is kept in a file. */
export const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/** Starts a new shell for a command. Aborting the signal kills it. Throws `SandboxFault` when it could not be started. */
export async function startCommand(
  workspace: Workspace,
  { text, cwd, file }: CommandRequest,
  signal: AbortSignal,
): Promise<Command> {
  const startedAt = performance.now();
  const options = {
    ...(cwd === undefined ? {} : { cwd }),
    env: QUIET,
    timeoutMs: MAX_COMMAND_MINUTES * 60_000,
    signal,
  };
  const { process, isKept } = await spawnKept(workspace, { text, file }, options);
  const log = openOutputLog();
  const read = Promise.all([process.exit, readInto(log, process.stdout), readInto(log, process.stderr)]);
  const ended = read.then(([exit]) => ({ exit, durationMs: Math.round(performance.now() - startedAt) }));
  return { text, process, file: isKept ? file : null, log, ended, startedAt };
}

/** Where the file cannot be made, for a full disk or because the folder is none any more, the command runs without. */
async function spawnKept(
  workspace: Workspace,
  { text, file }: Pick<CommandRequest, 'text' | 'file'>,
  options: SpawnOptions,
): Promise<{ readonly process: Process; readonly isKept: boolean }> {
  // A shell that does not read BASH_ENV joins the streams, so that complaints about the environment are seen once, in order.
  const argv = ['sh', '-c', 'exec bash -c "$1" 2>&1', 'sh', text];
  try {
    const spill = { stdout: file, stderr: file, maxBytes: MAX_KEPT_BYTES };
    return { process: await workspace.spawn(argv, { ...options, spill }), isKept: true };
  } catch (error) {
    if (!(error instanceof SandboxFault) || error.ran !== 'no') throw error;
    return { process: await workspace.spawn(argv, options), isKept: false };
  }
}

/** Nobody watches and nobody can answer. */
const QUIET = {
  // Who prepares the box says there what has to be on the `PATH`.
  BASH_ENV: shellEnvironmentPath,
  CI: '1',
  NO_COLOR: '1',
  TERM: 'dumb',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  DEBIAN_FRONTEND: 'noninteractive',
  PYTHONUNBUFFERED: '1',
  npm_config_progress: 'false',
};

async function readInto(log: OutputLog, stream: ReadableStream<Uint8Array>): Promise<void> {
  try {
    for await (const bytes of stream) log.push(bytes);
  } catch (error) {
    // The exit says that the box was lost; what it wrote before is still worth having.
    if (!(error instanceof SandboxFault)) throw error;
  }
}
