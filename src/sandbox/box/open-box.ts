import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { SandboxFault, type Workspace } from '../sandbox.ts';
import { askAgent } from './ask-agent.ts';
import { boxFiles } from './box-files.ts';
import { carryConnection } from './carry-connection.ts';
import { execCommand } from './exec-command.ts';
import type { Frame } from './frame.ts';
import { frameDecoder } from './frame.ts';
import { greetAgent } from './greet-agent.ts';
import { Link } from './link.ts';
import { spawnProcess } from './spawn-process.ts';

export type OpenBoxOptions = {
  /** The checkout, as an absolute path in the box. */
  readonly cwd: string;
  /** Set for every process, over the environment that the image gave the agent. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with each connection made to the box's loopback proxy port; `null`: nothing listens there. */
  readonly onConnection: ((socket: Duplex) => void) | null;
  readonly handshakeTimeoutMs: number;
};

/** The host's side of one box: everything that can be done through the link to its agent. */
export type Box = Workspace & {
  /** Stops every process but the agent, for good. */
  freeze(): Promise<void>;
  /** Drops the link. The agent then kills everything and exits. */
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
export async function openBox(link: Duplex, options: OpenBoxOptions, signal: AbortSignal): Promise<Box> {
  const { cwd, env, onConnection } = options;
  const frames = readFrames(link);
  await greetAgent({ link, frames }, options, signal);
  const box = new Link(link, frames, onConnection && ((stream) => onConnection(carryConnection(stream))));
  return {
    cwd,
    spawn: (argv, spawnOptions) => spawnProcess({ link: box, cwd, env }, argv, spawnOptions),
    exec: (command, execOptions) => execCommand({ link: box, cwd, env }, command, execOptions),
    files: boxFiles(box, cwd),
    freeze: async () => {
      const question = { answer: z.null(), ranWhenRefused: 'unknown', limitMs: FREEZE_LIMIT_MS } as const;
      await askAgent(box, { request: { op: 'freeze' }, ...question });
    },
    close: () => box.fail(new SandboxFault('The sandbox was closed', { ran: 'unknown' })),
    closed: box.closed,
  };
}

async function* readFrames(link: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
  const decode = frameDecoder();
  for await (const chunk of link) yield* decode(chunk);
}
