import type { Exit, Process, SpawnOptions } from '../sandbox.ts';
import { presentProcess } from './present-process.ts';
import type { ProcessDeps } from './running-process.ts';
import { startProcess } from './start-process.ts';

/** `Workspace.spawn`. Output that is neither read nor cancelled holds the process back once a window of it waits. */
export async function spawnProcess(
  deps: ProcessDeps,
  argv: readonly string[],
  options: SpawnOptions,
): Promise<Process> {
  const running = await startProcess(deps, argv, options);
  if (running === null) return neverStarted();
  return presentProcess(running, {
    takesWrites: options.stdin === 'open' || options.terminal !== undefined,
    hasTerminal: options.terminal !== undefined,
  });
}

function neverStarted(): Process {
  const empty = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  return {
    id: 'never-started',
    stdout: empty(),
    stderr: empty(),
    exit: Promise.resolve<Exit>({ reason: 'killed' }),
    write: async () => undefined,
    resize: async () => undefined,
    kill: async () => undefined,
  };
}
