import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { agentBinary } from './agent-binary.ts';

export type LocalAgent = AsyncDisposable & {
  readonly link: Duplex;
  readonly process: ChildProcess;
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
  return {
    link: Duplex.from({ writable: agent.stdin, readable: agent.stdout }),
    process: agent,
    [Symbol.asyncDispose]: async () => {
      agent.stdin.destroy();
      await exited;
    },
  };
}
