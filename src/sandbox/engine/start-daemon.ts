import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { SandboxFault } from '../sandbox.ts';
import { daemonConfig } from './daemon-config.ts';
import { pingEngine } from './ping-engine.ts';

export type StartDaemonDeps = {
  readonly docker: Dockerode;
  readonly dockerHost: string;
  readonly dataDirectory: string;
  readonly say: (line: string) => void;
  /** The `dockerd` to start. */
  readonly daemon: string;
};

/** Starts an engine that outlives this process, and resolves once it answers. */
export async function startDaemon(deps: StartDaemonDeps, signal: AbortSignal): Promise<void> {
  const logFile = join(deps.dataDirectory, 'dockerd.log');
  const ended = await launch(deps, logFile);
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if ((await pingEngine(deps.docker, signal)).kind === 'ready') return;
    if (ended.aborted) throw await startFault('it ended at once', logFile);
    await wait(200, undefined, { signal });
  }
  throw await startFault('it did not answer within a minute', logFile);
}

/** The signal it returns is aborted when the engine ends. */
async function launch(deps: StartDaemonDeps, logFile: string): Promise<AbortSignal> {
  await mkdir(deps.dataDirectory, { recursive: true });
  await using log = await open(logFile, 'a', 0o600);
  const child = spawn(deps.daemon, ['--host', deps.dockerHost, ...(await daemonConfig(deps.dataDirectory))], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    cwd: '/',
  });
  const ended = whenEnded(child);
  child.unref();
  deps.say(`The Docker Engine does not run: ${deps.daemon} is started as process ${child.pid}; its log is ${logFile}.`);
  return ended;
}

function whenEnded(child: ChildProcess): AbortSignal {
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  child.once('error', () => ended.abort());
  return ended.signal;
}

async function startFault(why: string, logFile: string): Promise<SandboxFault> {
  const log = await readFile(logFile, 'utf8');
  const tail = log.trimEnd().split('\n').slice(-12).join('\n');
  return new SandboxFault(`The Docker Engine was started, but ${why}. The end of its log:\n${tail}`, {
    ran: 'unknown',
    nextAction: `Read ${logFile}, put right what it names, and try again.`,
  });
}
