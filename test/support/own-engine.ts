import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type Dockerode from 'dockerode';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { startDaemon } from '../../src/sandbox/engine/start-daemon.ts';
import type { Runtimes } from '../../src/sandbox/isolation/open-runtimes.ts';
import { dockerSandboxesForTests } from './docker-sandboxes.ts';

const never = new AbortController().signal;

export const canStartAnEngine =
  process.getuid?.() === 0 &&
  (await access('/usr/sbin/dockerd').then(
    () => true,
    () => false,
  ));

/** Its image has no shell to probe with, and is run by the engine's only runtime. */
export const onlyRunc: Runtimes = {
  choose: async () => ({ runtime: 'runc', isolation: 'container' }),
  verdicts: async () => [],
  probeAgain: async () => [],
};

/** A second engine, in a network of its own: it shares nothing with the one this machine uses. */
export async function ownEngine() {
  const folder = await mkdtemp(join(tmpdir(), 'sandpiper-engine-'));
  const daemon = join(folder, 'dockerd');
  const own = `--data-root ${folder}/data --exec-root ${folder}/exec --pidfile ${folder}/pid`;
  const alone = `exec unshare --net /usr/sbin/dockerd ${own} --bridge=none --iptables=false --ip-forward=false`;
  await writeFile(daemon, `#!/bin/sh\n${alone} "$@"\n`, { mode: 0o755 });
  const dockerHost = `unix://${folder}/docker.sock`;
  const docker = connectEngine(dockerHost);
  const start = () => startDaemon({ docker, dockerHost, dataDirectory: folder, say: () => undefined, daemon }, never);

  await start();
  const stop = async () => {
    const pid = await pidIn(`${folder}/pid`);
    process.kill(pid, 'SIGTERM');
    await ended(pid);
  };
  return {
    docker,
    start,
    /** As an operator stops it: its containers end. */
    stop,
    image: await importTinyImage(docker),
    /** Its containers go on for as long as nobody ends them. */
    async kill() {
      const helper = await pidIn(`${folder}/exec/containerd/containerd.pid`);
      process.kill(await pidIn(`${folder}/pid`), 'SIGKILL');
      await ended(helper);
    },
    async [Symbol.asyncDispose]() {
      // An engine that starts again ends the containers that outlived the one before it.
      if (!isAlive(await pidIn(`${folder}/pid`).catch(() => 0))) await start();
      await stop();
      await unmountIn(folder);
      await rm(folder, { recursive: true });
    },
  };
}

/** An engine that was killed leaves its mounts behind. */
async function unmountIn(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const path of mounts.filter((mount) => mount.startsWith(folder)).reverse()) {
    await promisify(execFile)('umount', [path]);
  }
}

async function pidIn(file: string): Promise<number> {
  return Number(await readFile(file, 'utf8'));
}

async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await wait(20);
}

/** Not even a zombie is left: a new engine would take one for a living helper. */
function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The in-box agent and a few programs, taken out of the real image through a sandbox of the real engine. */
async function importTinyImage(docker: Dockerode): Promise<string> {
  await using sandboxes = await dockerSandboxesForTests();
  await using sandbox = await sandboxes.create();
  const programs = 'usr/local/bin/sandpiper-agent bin/sleep bin/cat bin/sh';
  const files = `${programs} lib64/ld-linux-x86-64.so.2 lib/x86_64-linux-gnu/libc.so.6`;
  const packed = await sandbox.spawn(['bash', '-c', `tar -C / -chf - ${files}`], { timeoutMs: 30_000 });
  const changes = 'ENTRYPOINT ["/usr/local/bin/sandpiper-agent"]';
  const imported = await docker.importImage(Readable.fromWeb(packed.stdout), { repo: 'tiny', tag: '1', changes });
  const answer = await text(imported);
  if (answer.includes('error')) throw new Error(answer);
  return 'tiny:1';
}
