import { access, readFile } from 'node:fs/promises';
import type Dockerode from 'dockerode';
import { SandboxFault } from '../sandbox.ts';
import { connectEngine } from './connect-engine.ts';
import { installEngine } from './install-engine.ts';
import { lastLines } from './last-lines.ts';
import { pingEngine } from './ping-engine.ts';
import { runHostCommand } from './run-host-command.ts';
import { startDaemon } from './start-daemon.ts';

export type EnsureEngineDeps = {
  /** As in `DOCKER_HOST`. */
  readonly dockerHost: string;
  /** Where an engine that had to be started writes its log. */
  readonly dataDirectory: string;
  /** Told what is about to be done to this machine, and why. */
  readonly say: (line: string) => void;
};

const daemon = '/usr/sbin/dockerd';

/** A client for an engine that answers. As root on Debian or Ubuntu, one is installed and started when none does. */
export async function ensureEngine(deps: EnsureEngineDeps, signal: AbortSignal): Promise<Dockerode> {
  const docker = connectEngine(deps.dockerHost);
  const answer = await pingEngine(docker, signal);
  if (answer.kind === 'ready') return docker;
  await refuseUnlessOurs(deps.dockerHost, answer.cause);
  if (!(await exists(daemon))) await installEngine(deps.say, signal);
  if (await exists('/run/systemd/system')) await startService(deps.say, signal);
  else await startDaemon({ ...deps, docker, daemon }, signal);
  return docker;
}

async function startService(say: EnsureEngineDeps['say'], signal: AbortSignal): Promise<void> {
  say('The Docker Engine does not run: its service is started with `systemctl start docker`.');
  try {
    await runHostCommand('systemctl', ['start', 'docker'], { timeoutMs: 60_000, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new SandboxFault('The Docker Engine could not be started.', {
      ran: 'unknown',
      cause,
      log: lastLines(cause),
      nextAction: 'Read `journalctl -u docker`, put right what it names, and try again.',
    });
  }
}

/** An engine is installed and started only where it is plain how: anywhere else its owner decides. */
async function refuseUnlessOurs(dockerHost: string, cause: Error): Promise<void> {
  const nextAction = await whatItsOwnerCanDo(dockerHost, cause);
  if (nextAction === null) return;
  throw new SandboxFault(`No Docker Engine answers at ${dockerHost}: ${cause.message}.`, {
    ran: 'no',
    cause,
    nextAction,
  });
}

async function whatItsOwnerCanDo(dockerHost: string, cause: Error): Promise<string | null> {
  if ('code' in cause && cause.code === 'EACCES') return 'Let this user use it: sudo usermod -aG docker "$USER".';
  if (!dockerHost.startsWith('unix:')) return 'Start the engine at that address, or correct DOCKER_HOST.';
  if (process.getuid?.() === 0 && (await isDebian())) return null;
  return 'Install Docker Engine (https://docs.docker.com/engine/install/) and start it, or set DOCKER_HOST to one.';
}

async function isDebian(): Promise<boolean> {
  return (await exists('/usr/bin/apt-get')) && /^ID(_LIKE)?=.*debian/m.test(await readFile('/etc/os-release', 'utf8'));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
