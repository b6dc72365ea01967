import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { agentBinary } from './agent-binary.ts';

export type LocalAgent = AsyncDisposable & {
  readonly link: Duplex;
  readonly process: ChildProcess;
  /** Another link, as an engine gives it to the next host: what the agent says while there is none is lost. */
  relink(): Duplex;
};

/** The agent as an ordinary process of this machine: no isolation, only for commands the test wrote itself. */
export async function localAgent(options: { readonly cwd: string; readonly proxyPort?: number }): Promise<LocalAgent> {
  const { cwd, proxyPort = 3128 } = options;
  const { PATH } = process.env;
  const agent = spawn(await agentBinary(), ['--proxy-port', String(proxyPort)], {
    cwd,
    env: { PATH, HOME: cwd, LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(agent, 'exit');
  agent.stdin.on('error', leaveItToTheLink);
  const relink = () => linkTo(agent.stdin, agent.stdout);
  return {
    link: relink(),
    relink,
    process: agent,
    [Symbol.asyncDispose]: async () => {
      agent.stdin.destroy();
      agent.stdout.destroy();
      await exited;
    },
  };
}

function linkTo(input: NonNullable<ChildProcess['stdin']>, output: NonNullable<ChildProcess['stdout']>): Duplex {
  const link = new Duplex({
    read: () => void output.resume(),
    write: (chunk, _encoding, done) => void input.write(chunk, done),
    writev: (pieces, done) => {
      input.cork();
      for (const { chunk } of pieces.slice(0, -1)) input.write(chunk);
      input.write(pieces.at(-1)?.chunk, done);
      input.uncork();
    },
    destroy: (_error, done) => {
      output.off('data', push).off('end', end).off('close', close).resume();
      done(null);
    },
  });
  const push = (chunk: Buffer): void => {
    if (!link.push(chunk)) output.pause();
  };
  const end = () => void link.push(null);
  const close = () => void link.destroy();
  output.on('data', push).on('end', end).on('close', close);
  return link;
}

function leaveItToTheLink(): void {
  // An agent that has ended takes no more input; whoever writes sees the link end.
}
