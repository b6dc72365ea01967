import { type Exit, SandboxFault } from '../sandbox.ts';
import type { BoxStream, Outcome } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import type { Link } from './link.ts';
import { parseExit, type ToldExit } from './parse-exit.ts';

/** A process and the streams that this side has of it. */
export type RunningProcess = {
  readonly id: string;
  readonly main: BoxStream;
  readonly stderr: BoxStream;
  readonly exit: Promise<Exit>;
};

export type ProcessDeps = {
  readonly link: Link;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** How the processes will have ended whose streams this side has, by id. */
  readonly exits: Map<string, Promise<Exit>>;
};

export type ProcessStreams = { readonly id: string; readonly main: BoxStream; readonly stderr: BoxStream };

/** Waits for the end of a process, also when another attachment takes its streams. */
export function followProcess(deps: ProcessDeps, { id, main, stderr }: ProcessStreams): RunningProcess {
  const told = Promise.withResolvers<ToldExit>();
  main.onResult = (outcome) => {
    const exit = readExit(deps.link, outcome, main.hasStarted);
    if (exit.reason === 'moved') for (const stream of [main, stderr]) stream.failReading(moved());
    told.resolve(exit);
  };
  const exit = finish();
  deps.exits.set(id, exit);
  return { id, main, stderr, exit };

  async function finish(): Promise<Exit> {
    const end = await told.promise;
    const successor = deps.exits.get(id);
    if (end.reason === 'moved') return successor && successor !== exit ? await successor : lost;
    if (successor === exit) deps.exits.delete(id);
    return end;
  }
}

const lost: Exit = { reason: 'lost' };

function readExit(link: Link, outcome: Outcome, hasStarted: boolean): ToldExit {
  const mayFail = outcome.kind === 'lost' || (outcome.kind === 'refused' && !hasStarted);
  const exit = outcome.kind === 'done' ? parseExit(outcome.value) : null;
  if (exit === null && !mayFail) link.fail(brokenProtocol('it ended a process in no known way'));
  return exit ?? lost;
}

function moved(): SandboxFault {
  const message = 'The output of the process was taken over by another attachment';
  return new SandboxFault(message, { code: 'conflict', ran: 'yes' });
}
