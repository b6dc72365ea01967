import { type Process, SandboxFault } from '../sandbox.ts';
import { readStream } from './read-stream.ts';
import type { RunningProcess } from './running-process.ts';

export type ProcessAbilities = { readonly takesWrites: boolean; readonly hasTerminal: boolean };

/** A process as its callers see it. */
export function presentProcess(running: RunningProcess, abilities: ProcessAbilities): Process {
  const { id, main, stderr, exit } = running;
  let lastWrite = Promise.resolve();
  const write = async (bytes: Uint8Array | null): Promise<void> => {
    if (bytes === null) return main.end();
    if (await main.write(bytes)) return;
    throw new SandboxFault('The process takes no more input', { code: 'refused', ran: 'no' });
  };
  return {
    id,
    stdout: readStream(main),
    stderr: readStream(stderr),
    exit,
    write: async (bytes) => {
      if (!abilities.takesWrites) throw unable('was not started with an open input');
      const written = lastWrite.then(() => write(bytes));
      lastWrite = written.catch(ignoreFailedWrite);
      await written;
    },
    resize: async (size) => {
      if (!abilities.hasTerminal) throw unable('has no terminal');
      main.resize(size);
    },
    kill: async (signal) => main.signal(signal),
  };
}

function ignoreFailedWrite(): void {
  // Its own caller is told; the next write finds out for itself.
}

function unable(reason: string): SandboxFault {
  return new SandboxFault(`The process ${reason}`, { code: 'invalid', ran: 'no' });
}
