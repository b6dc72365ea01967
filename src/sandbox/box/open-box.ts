import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { type Exit, SandboxFault, type Workspace } from '../sandbox.ts';
import { askAgent } from './ask-agent.ts';
import { attachProcess } from './attach-process.ts';
import { boxFiles } from './box-files.ts';
import { carryConnection } from './carry-connection.ts';
import { dialPort } from './dial-port.ts';
import { execCommand } from './exec-command.ts';
import { type BoxSession, greetAgent } from './greet-agent.ts';
import { Link } from './link.ts';
import { spawnProcess } from './spawn-process.ts';

export type OpenBoxOptions = {
  /** The checkout, as an absolute path in the box. */
  readonly cwd: string;
  /** Set for every process, over the environment that the image gave the agent. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with each connection made to the box's loopback proxy port. */
  readonly onConnection: (socket: Duplex) => void;
  readonly handshakeTimeoutMs: number;
  readonly session: BoxSession;
};

/** The host's side of one box: everything that can be done through the link to its agent. */
export type Box = Workspace & {
  /** Opens the next session. Whoever has it and the link owns the box; never let it into a box or a log. */
  readonly secret: string;
  /** For every process spawned from now on, in place of the environment given before. */
  setEnv(env: Readonly<Record<string, string>>): void;
  /** Stops every process but the agent. Their deadlines wait. */
  softFreeze(): Promise<void>;
  /** Lets those go on that `softFreeze` stopped. */
  thaw(): Promise<void>;
  /** The engine has the box frozen: no heartbeat is sent, and no deadline of the host passes. */
  hold(): void;
  release(): void;
  /** A connection to a loopback port in the box. Throws `SandboxFault` when nothing listens there. */
  dial(port: number): Promise<Duplex>;
  /** Drops the host's side only: the box goes on, for `resume`, until its `orphanMs` are over. */
  detach(): void;
  /** Drops the link and with it the box: the agent kills everything and exits. */
  close(): void;
  /** Resolves when the link is gone, for whatever reason. */
  readonly closed: Promise<void>;
};

const FREEZE_LIMIT_MS = 20_000;

/**
 * Speaks to the agent at the other end of `link`: its plain stdin and stdout, one in each direction. Every byte from
 * there is hostile; the first that breaks the protocol closes the link and with it the box. Throws `SandboxFault`
 * when no agent answers.
 */
export async function openBox(duplex: Duplex, options: OpenBoxOptions, signal: AbortSignal): Promise<Box> {
  const { cwd, onConnection } = options;
  const { frames, secret } = await greetAgent(duplex, options, signal);
  const link = new Link(duplex, frames, (stream) => onConnection(carryConnection(stream)));
  const exits = new Map<string, Promise<Exit>>();
  let env = options.env;
  const deps = () => ({ link, cwd, env, exits });
  const stopOrGo = async (op: 'freeze' | 'thaw') => {
    const question = { answer: z.null(), ranWhenRefused: 'unknown', limitMs: FREEZE_LIMIT_MS } as const;
    await askAgent(link, { request: { op }, ...question });
  };
  return {
    cwd,
    secret,
    spawn: (argv, spawnOptions) => spawnProcess(deps(), argv, spawnOptions),
    attach: (processId, from) => attachProcess(deps(), processId, from),
    exec: (command, execOptions) => execCommand(deps(), command, execOptions),
    files: boxFiles(link, cwd),
    setEnv: (next) => {
      env = next;
    },
    softFreeze: () => stopOrGo('freeze'),
    thaw: () => stopOrGo('thaw'),
    hold: () => link.hold(),
    release: () => link.release(),
    dial: (port) => dialPort(link, port),
    detach: () => link.detach(new SandboxFault('The host let go of the sandbox', { code: 'lost', ran: 'unknown' })),
    close: () => link.fail(new SandboxFault('The sandbox was closed', { code: 'lost', ran: 'unknown' })),
    closed: link.closed,
  };
}
