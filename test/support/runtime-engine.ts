import { execFile } from 'node:child_process';
import { access, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type Dockerode from 'dockerode';
import { pack } from 'tar-stream';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { startDaemon } from '../../src/sandbox/engine/start-daemon.ts';
import { agentBinary } from './agent-binary.ts';

/** A program that the engine takes for `runc`, with the arguments it is called with. */
export type RuntimePrograms = Readonly<
  Record<string, { readonly path: string; readonly runtimeArgs?: readonly string[] }>
>;

export type RuntimeEngine = AsyncDisposable & {
  readonly docker: Dockerode;
  /** Holds the in-box agent and nothing else. */
  readonly image: string;
};

export const canStartAnEngine =
  process.getuid?.() === 0 &&
  (await access('/usr/sbin/dockerd').then(
    () => true,
    () => false,
  ));

/** An engine of the test's own, which shares nothing with the one this machine uses, and knows these runtimes. */
export async function runtimeEngine(runtimes: RuntimePrograms): Promise<RuntimeEngine> {
  await using undo = new AsyncDisposableStack();
  const { path: folder } = undo.use(await mkdtempDisposable(join(tmpdir(), 'sandpiper-runtimes-')));
  await writeFile(join(folder, 'runtimes.json'), JSON.stringify({ runtimes }));
  const daemon = join(folder, 'dockerd');
  const own = `--config-file ${folder}/runtimes.json --data-root ${folder}/data --exec-root ${folder}/exec --pidfile ${folder}/pid`;
  const alone = `exec unshare --net /usr/sbin/dockerd ${own} --bridge=none --iptables=false --ip-forward=false`;
  // The last word about the configuration is this engine's, whatever it is started with.
  await writeFile(daemon, `#!/bin/sh\n${alone} --host "$2"\n`, { mode: 0o755 });
  const dockerHost = `unix://${folder}/docker.sock`;
  const docker = connectEngine(dockerHost);
  undo.defer(() => end(folder));
  await startDaemon(
    { docker, dockerHost, dataDirectory: folder, say: () => undefined, daemon },
    AbortSignal.timeout(60_000),
  );
  const image = await importAgent(docker);
  const open = undo.move();
  return { docker, image, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** Like the real runtime, but each container's configuration is changed first by the body of a function of `config`. */
export async function meddlingRuntime(folder: string, name: string, body: string): Promise<string> {
  const path = join(folder, name);
  const program = `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args.includes('create')) {
  const file = args[args.indexOf('--bundle') + 1] + '/config.json';
  const config = JSON.parse(readFileSync(file, 'utf8'));
  ${body}
  writeFileSync(file, JSON.stringify(config));
}
process.exit(require('node:child_process').spawnSync('runc', args, { stdio: 'inherit' }).status ?? 1);
`;
  await writeFile(path, program, { mode: 0o755 });
  return path;
}

async function importAgent(docker: Dockerode): Promise<string> {
  const archive = pack();
  const content = Readable.from(archive);
  for (const name of ['etc', 'tmp', 'usr', 'usr/bin', 'usr/local', 'lib', 'var', 'home', 'run']) {
    archive.entry({ name, type: 'directory', mode: 0o755 });
  }
  const agent = await readFile(await agentBinary());
  archive.entry({ name: 'usr/local/bin/sandpiper-agent', mode: 0o755 }, agent);
  archive.finalize();
  const changes = 'ENTRYPOINT ["/usr/local/bin/sandpiper-agent"]';
  const imported = await docker.importImage(content, { repo: 'agent', tag: '1', changes });
  await text(imported);
  return 'agent:1';
}

async function end(folder: string): Promise<void> {
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => '0'));
  if (pid > 0) {
    process.kill(pid, 'SIGTERM');
    while (isAlive(pid)) await wait(20);
  }
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const path of mounts.filter((mount) => mount.startsWith(folder)).reverse()) {
    await promisify(execFile)('umount', [path]);
  }
}

/** Not even a zombie is left: its parent is the machine's first process, which takes it in. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
