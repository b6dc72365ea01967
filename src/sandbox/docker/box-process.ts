import { answerWithin } from '../engine/answer-within.ts';
import type { Exit, Process } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { beginUse, useBox } from './use-box.ts';

/** A process in the box's present life, which counts as a use until it ends. To speak to it wakes the box. */
export function boxProcess(core: DockerCore, entry: Entry, process: Process): Process {
  const { generation } = entry.record;
  const awake = async <T>(work: () => Promise<T>): Promise<T> => {
    // It ended with its box, and nothing is woken to hear that.
    if (entry.record.generation !== generation || entry.destruction !== null) return await work();
    return await useBox(core, entry, work);
  };
  void process.exit.then(beginUse(core, entry));
  return {
    id: `${generation}-${process.id}`,
    stdout: process.stdout,
    stderr: process.stderr,
    exit: process.exit.then((exit) => explainExit(core, entry, exit)),
    write: (bytes) => awake(() => process.write(bytes)),
    resize: (size) => awake(() => process.resize(size)),
    kill: (signal) => awake(() => process.kill(signal)),
  };
}

/** The box is lost when its first process ends, and the engine may know that memory was the reason. */
export async function explainExit({ deps }: DockerCore, { id }: Entry, exit: Exit): Promise<Exit> {
  if (exit.reason !== 'lost') return exit;
  try {
    const { State: state } = await answerWithin(3000, deps.docker.getContainer(id).inspect());
    return state.OOMKilled && !state.Running ? { reason: 'oom' } : exit;
  } catch {
    // The engine or the container is gone, so nobody knows more.
    return exit;
  }
}
