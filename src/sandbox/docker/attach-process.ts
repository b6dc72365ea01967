import { type Process, SandboxFault } from '../sandbox.ts';
import { boxProcess } from './box-process.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { noteCommand } from './note-commands.ts';
import { refuseGone } from './refuse-gone.ts';
import { awakeBox, useBox } from './use-box.ts';

type From = { readonly stdout: number; readonly stderr: number };

/** See `Workspace.attach`. A process of an earlier box is told as lost when it was, and wakes nothing. */
export async function attachProcess(core: DockerCore, entry: Entry, id: string, from?: From): Promise<Process> {
  refuseGone(entry);
  const [, generation, processId] = /^(\d{1,9})-(.{1,200})$/.exec(id) ?? [];
  if (generation === undefined || processId === undefined) throw unknown(id);
  // Only then is it known which box is the present one.
  if (Number(generation) === entry.record.generation) await awakeBox(core, entry);
  if (Number(generation) !== entry.record.generation) return lostProcess(entry, id);
  return await useBox(core, entry, async ({ box }) => {
    const known = entry.commands.get(id) ?? entry.record.commands.find((command) => command.processId === id);
    const process = boxProcess(core, entry, await box.attach(processId, from));
    noteCommand(core, entry, known?.argv ?? [], process);
    return process;
  });
}

function lostProcess({ record }: Entry, id: string): Process {
  if (!record.lostCommands.some((command) => command.processId === id)) throw unknown(id);
  const empty = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  const refuse = async () => {
    throw new SandboxFault('The process was lost with its box.', { ran: 'no', code: 'lost' });
  };
  return {
    id,
    stdout: empty(),
    stderr: empty(),
    exit: Promise.resolve({ reason: 'lost' }),
    write: refuse,
    resize: refuse,
    kill: async () => undefined,
  };
}

function unknown(id: string): SandboxFault {
  return new SandboxFault(`The sandbox knows no process ${JSON.stringify(String(id).slice(0, 80))}.`, {
    ran: 'no',
    code: 'refused',
  });
}
