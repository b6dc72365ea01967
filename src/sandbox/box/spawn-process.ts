import type { Exit, Process, SpawnOptions } from '../sandbox.ts';
import { absolutePath } from './absolute-path.ts';
import type { BoxStream } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import type { Link } from './link.ts';
import { parseExit } from './parse-exit.ts';
import { pumpInto } from './pump-into.ts';
import { readStream } from './read-stream.ts';
import { requireDone } from './require-done.ts';
import { watchStreams } from './watch-streams.ts';

export type SpawnDeps = {
  readonly link: Link;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};

/** Longer ones do not fit a timer. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 60_000;

/** `Workspace.spawn`. Output that is neither read nor cancelled holds the process back once a window of it waits. */
export async function spawnProcess(deps: SpawnDeps, argv: readonly string[], options: SpawnOptions): Promise<Process> {
  try {
    if (!options.signal?.aborted) return await start(deps, argv, options);
  } catch (error) {
    giveUp(options.stdin);
    throw error;
  }
  giveUp(options.stdin);
  return neverStarted();
}

/** The source of an input that nobody will read may hold a file open. */
function giveUp(stdin: SpawnOptions['stdin']): void {
  if (stdin instanceof ReadableStream) stdin.cancel().catch(ignoreFailedCancel);
}

function ignoreFailedCancel(): void {
  // The process has not started, and whoever asked for it is told why; what its input thinks of that changes nothing.
}

async function start(deps: SpawnDeps, argv: readonly string[], options: SpawnOptions): Promise<Process> {
  const timeoutMs = Math.max(1, Math.min(Math.ceil(options.timeoutMs), LONGEST_TIMEOUT_MS));
  const { main, stderr } = deps.link.openProcess({
    op: 'spawn',
    argv,
    cwd: absolutePath(deps.cwd, options.cwd ?? '.'),
    env: { ...deps.env, ...options.env },
    timeoutMs,
    stdin: options.stdin !== undefined,
  });
  const watch = watchStreams(deps.link, [main, stderr], timeoutMs);
  await untilStarted(main);
  const killed = killOnAbort(main, watch, options.signal);
  void feed(main, options.stdin);
  return {
    stdout: readStream(main),
    stderr: readStream(stderr),
    exit: awaitExit(deps.link, main, killed),
    kill: async (signal) => main.signal(signal),
  };
}

function neverStarted(): Process {
  const empty = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  return {
    stdout: empty(),
    stderr: empty(),
    exit: Promise.resolve<Exit>({ reason: 'killed' }),
    kill: async () => undefined,
  };
}

async function untilStarted(main: BoxStream): Promise<void> {
  const outcome = await Promise.race([main.started, main.outcome]);
  if (outcome) requireDone(outcome, 'no');
}

/** Tells whether the signal fired before the process ended. */
function killOnAbort(main: BoxStream, watch: { hurry(): void }, signal: AbortSignal | undefined): () => boolean {
  let killed = false;
  const kill = (): void => {
    killed = true;
    main.signal('SIGKILL');
    watch.hurry();
  };
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill);
  void main.outcome.then(() => signal?.removeEventListener('abort', kill));
  return () => killed;
}

async function feed(main: BoxStream, stdin: SpawnOptions['stdin']): Promise<void> {
  if (stdin === undefined) return main.end();
  try {
    if (stdin instanceof Uint8Array) await main.write(stdin);
    else await pumpInto(main, stdin);
    main.end();
  } catch {
    // Half an input must not pass for a whole one, and the source has told its owner why it failed.
    main.signal('SIGKILL');
    main.end();
  }
}

async function awaitExit(link: Link, main: BoxStream, killed: () => boolean): Promise<Exit> {
  const outcome = await main.outcome;
  if (outcome.kind === 'lost') return { reason: 'lost' };
  const exit = outcome.kind === 'done' ? parseExit(outcome.value) : null;
  if (exit === null) {
    link.fail(brokenProtocol('it ended a process in no known way'));
    return { reason: 'lost' };
  }
  return exit.reason === 'signaled' && killed() ? { reason: 'killed' } : exit;
}
