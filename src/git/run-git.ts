import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import type { GitCall, GitDeps } from './git-call.ts';
import { gitEnvironment } from './git-environment.ts';
import { GitFault } from './git-fault.ts';
import { quoteGit } from './quote-git.ts';

export type GitResult = {
  /** Negative when git did not exit by itself. */
  readonly exitCode: number;
  readonly stdout: Buffer;
  /** Fit to be quoted. */
  readonly stderr: string;
  /** Standard output was cut at `maxOutputBytes`. */
  readonly isCut: boolean;
};

const gitInGroup = fileURLToPath(new URL('git-in-group.sh', import.meta.url));
const defaultMaxOutputBytes = 64 * 1024 * 1024;
const maxErrorBytes = 1024 * 1024;

/** Runs git to its end and returns whatever that was. Throws only when it could not be run, took too long, or was cancelled. */
export async function runGit(deps: GitDeps, call: GitCall, signal: AbortSignal): Promise<GitResult> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(deps.timeoutMs);
  const flood = new AbortController();
  const ended = await spawnGit(deps, call, { stop: AbortSignal.any([signal, deadline, flood.signal]), flood });
  const stderr = quoteGit(ended.stderr.toString('utf8'), call.remote?.credential?.secrets ?? []);
  if (ended.exitCode === 0 || flood.signal.aborted) {
    return { exitCode: ended.exitCode, stdout: ended.stdout, stderr, isCut: flood.signal.aborted };
  }
  signal.throwIfAborted();
  if (deadline.aborted) {
    throw new GitFault('unreachable', `Git was stopped after ${deps.timeoutMs / 1000} seconds: git ${call.args[0]}.`, {
      nextAction:
        'Try again. If it happens again, the server is too slow, or the branch holds too many or too large files.',
    });
  }
  if (/spawn .* ENOENT/.test(stderr)) {
    throw new GitFault('unreachable', 'Git is not installed on this machine.', { nextAction: 'Install git.' });
  }
  return { exitCode: ended.exitCode, stdout: ended.stdout, stderr, isCut: false };
}

type Ended = { readonly exitCode: number; readonly stdout: Buffer; readonly stderr: Buffer };

async function spawnGit(
  deps: GitDeps,
  call: GitCall,
  control: { readonly stop: AbortSignal; readonly flood: AbortController },
): Promise<Ended> {
  const env = gitEnvironment(deps, call);
  const seen: { ended: Ended } = { ended: { exitCode: -1, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) } };
  const maxOutputBytes = call.maxOutputBytes ?? defaultMaxOutputBytes;
  await simpleGit({
    baseDir: call.directory,
    binary: call.remote === undefined ? 'git' : gitInGroup,
    abort: control.stop,
    allowEnvironment: Object.keys(env),
    unsafe: sanctioned,
    // By default output that arrives 50 ms after the exit is lost.
    completion: { onClose: true, onExit: false },
    // An empty string would leave standard input open for ever; an empty buffer closes it.
    input: () => Buffer.from(call.input ?? []),
    // By default git killed by a signal, or failing in silence, counts as success.
    errors: (_error, { exitCode, stdOut, stdErr }) => {
      seen.ended = {
        exitCode: exitCode ?? -1,
        stdout: Buffer.concat(stdOut).subarray(0, maxOutputBytes),
        stderr: Buffer.concat(stdErr),
      };
      return undefined;
    },
  })
    .env(env)
    .outputHandler((_command, stdout, stderr) => {
      stdout.on('data', abortAfter(maxOutputBytes, control.flood));
      stderr.on('data', abortAfter(maxErrorBytes, control.flood));
    })
    .raw([...call.args]);
  return seen.ended;
}

/** simple-git refuses these unless asked; each is here to switch a danger off, and its value is a constant of this room. */
const sanctioned = {
  allowUnsafeCustomBinary: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeHooksPath: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafePack: true,
  allowUnsafeTemplateDir: true,
};

function abortAfter(limit: number, flood: AbortController): (chunk: Uint8Array) => void {
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.byteLength;
    if (bytes > limit) flood.abort();
  };
}
