import { randomBytes } from 'node:crypto';
import type { Exit, SpawnOptions } from '../sandbox.ts';
import { absolutePath } from './absolute-path.ts';
import { pumpInto } from './pump-into.ts';
import { refuseUnusable } from './refuse-unusable.ts';
import { requireDone } from './require-done.ts';
import { followProcess, type ProcessDeps, type RunningProcess } from './running-process.ts';
import { type StreamWatch, watchStreams } from './watch-streams.ts';

/** Longer ones do not fit a timer. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 60_000;

/** Starts a process; `null` when the signal had fired before. */
export async function startProcess(
  deps: ProcessDeps,
  argv: readonly string[],
  options: SpawnOptions,
): Promise<RunningProcess | null> {
  try {
    if (!options.signal?.aborted) return await start(deps, argv, options);
  } catch (error) {
    giveUp(options.stdin);
    throw error;
  }
  giveUp(options.stdin);
  return null;
}

/** The source of an input that nobody will read may hold a file open. */
function giveUp(stdin: SpawnOptions['stdin']): void {
  if (stdin instanceof ReadableStream) stdin.cancel().catch(ignoreFailedCancel);
}

function ignoreFailedCancel(): void {
  // The process has not started, and whoever asked for it is told why; what its input thinks of that changes nothing.
}

async function start(deps: ProcessDeps, argv: readonly string[], options: SpawnOptions): Promise<RunningProcess> {
  const { link, cwd } = deps;
  const { stdin, terminal } = options;
  refuseUnusable(argv, options);
  const timeoutMs = usableTimeout(options.timeoutMs);
  const id = randomBytes(12).toString('base64url');
  const hasInput = stdin !== undefined || terminal !== undefined;
  const request = {
    op: 'spawn',
    process: id,
    argv,
    cwd: absolutePath(cwd, options.cwd ?? '.'),
    env: { ...deps.env, ...options.env },
    timeoutMs,
    stdin: stdin !== undefined,
    terminal,
    spill: options.spill && spillRequest(cwd, options.spill),
  };
  const streams = link.openProcess(request, hasInput);
  const running = followProcess(deps, { id, ...streams });
  const watch = watchStreams(link, [streams.main, streams.stderr], timeoutMs);
  await untilStarted(running);
  const exit = killOnAbort(running, watch, options.signal);
  if (stdin instanceof Uint8Array || stdin instanceof ReadableStream) void feed(running, stdin);
  return { ...running, exit };
}

function usableTimeout(timeoutMs: number): number {
  return Math.max(1, Math.min(Math.ceil(timeoutMs), LONGEST_TIMEOUT_MS));
}

function spillRequest(cwd: string, spill: NonNullable<SpawnOptions['spill']>): object {
  const { stdout, stderr, maxBytes } = spill;
  return { stdout: absolutePath(cwd, stdout), stderr: absolutePath(cwd, stderr), maxBytes: Math.floor(maxBytes) };
}

async function untilStarted({ main }: RunningProcess): Promise<void> {
  const first = await Promise.race([main.started, main.outcome]);
  if ('kind' in first) requireDone(first, 'no');
}

/** A process that was killed by the signal ends as `killed`. */
function killOnAbort(
  { main, exit }: RunningProcess,
  watch: StreamWatch,
  signal: AbortSignal | undefined,
): Promise<Exit> {
  if (!signal) return exit;
  let killed = false;
  const kill = (): void => {
    killed = true;
    main.signal('SIGKILL');
    watch.hurry();
  };
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill);
  return exit.then((end) => {
    signal.removeEventListener('abort', kill);
    return end.reason === 'signaled' && killed ? { reason: 'killed' } : end;
  });
}

async function feed({ main }: RunningProcess, stdin: Uint8Array | ReadableStream<Uint8Array>): Promise<void> {
  try {
    if (stdin instanceof Uint8Array) await main.write(stdin);
    else await pumpInto(main, stdin);
    if (main.isBroken) return;
    main.end();
  } catch {
    // Half an input must not pass for a whole one, and the source has told its owner why it failed.
    main.signal('SIGKILL');
    main.end();
  }
}
