import { z } from 'zod';
import { type Process, SandboxFault } from '../sandbox.ts';
import { parseMessage } from './parse-message.ts';
import { presentProcess } from './present-process.ts';
import { requireDone } from './require-done.ts';
import { followProcess, type ProcessDeps, type RunningProcess } from './running-process.ts';
import { watchStreams } from './watch-streams.ts';

export type Offsets = { readonly stdout: number; readonly stderr: number };

const START_LIMIT_MS = 30_000;

const startedSchema = z.object({
  input: z.boolean(),
  terminal: z.boolean(),
  leftMs: z
    .int()
    .min(0)
    .max(2 ** 31 - 60_000),
});

/** `Workspace.attach`. Without offsets the output begins with the oldest byte that the box still has. */
export async function attachProcess(deps: ProcessDeps, id: string, from: Offsets | undefined): Promise<Process> {
  const before = deps.exits.get(id);
  const streams = deps.link.openProcess({ op: 'attach', process: id, from }, true);
  const running = followProcess(deps, { id, ...streams });
  const watch = watchStreams(deps.link, [streams.main, streams.stderr], START_LIMIT_MS);
  try {
    const { input, terminal, leftMs } = await untilStarted(deps, running);
    watch.allow(leftMs);
    return presentProcess(running, { takesWrites: input, hasTerminal: terminal });
  } catch (error) {
    if (before !== undefined) deps.exits.set(id, before);
    else deps.exits.delete(id);
    throw error;
  }
}

async function untilStarted({ link }: ProcessDeps, { main }: RunningProcess): Promise<z.infer<typeof startedSchema>> {
  const first = await Promise.race([main.started, main.outcome]);
  if ('kind' in first) requireDone(first, 'no');
  try {
    return parseMessage('kind' in first ? Buffer.alloc(0) : first, startedSchema);
  } catch (error) {
    if (error instanceof SandboxFault) link.fail(error);
    throw error;
  }
}
