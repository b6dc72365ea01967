import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtempDisposable, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type Dockerode from 'dockerode';

export type GvisorDeps = { readonly docker: Dockerode; readonly say: (line: string) => void };

const cache = join(import.meta.dirname, '../../node_modules/.cache/sandpiper');
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Makes gVisor known to the engine, for the tests: that of a later Debian, and that of Debian 12, which is too old to be
 * accepted. Only where this is root on Debian, and only in an engine that Sandpiper itself started. Elsewhere the tests
 * take what there is, and without any they are skipped, by name.
 */
export async function ensureGvisor({ docker, say }: GvisorDeps, signal: AbortSignal): Promise<void> {
  const config = await ownConfigFile();
  if (config === null) return;
  try {
    const runtimes = {
      'runsc-trixie': { path: await gvisorOf('trixie', signal), runtimeArgs: ['--network=none'] },
      'runsc-bookworm': { path: await gvisorOf('bookworm', signal), runtimeArgs: ['--network=none'] },
    };
    if (await knowsAll(docker, runtimes)) return;
    await register(config, runtimes);
    while (!(await knowsAll(docker, runtimes))) await wait(100, undefined, { signal });
    say('gVisor was read from the Debian packages and made known to the engine, for the tests.');
  } catch (error) {
    signal.throwIfAborted();
    say(`gVisor could not be had, so its tests are skipped: ${error instanceof Error ? error.message : error}`);
  }
}

/** gVisor's program out of a Debian suite's package, which apt has verified. Nothing is installed. */
export async function gvisorOf(suite: 'bookworm' | 'trixie', signal: AbortSignal): Promise<string> {
  const program = join(cache, `runsc-${suite}`);
  if (await exists(program)) return program;
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-gvisor-'));
  const root = folder.path;
  await mkdir(join(root, 'state/lists/partial'), { recursive: true });
  await mkdir(join(root, 'cache/archives/partial'), { recursive: true });
  await writeFile(
    join(root, 'sources.list'),
    `deb [signed-by=${keyring}] ${await debianMirror(signal)} ${suite} main\n`,
  );
  await apt(root, ['update'], signal);
  await apt(root, ['download', 'runsc'], signal);
  const archive = (await readdir(root)).find((name) => name.endsWith('.deb')) ?? 'runsc.deb';
  await run('dpkg-deb', ['-x', join(root, archive), join(root, 'out')], { signal });
  await mkdir(cache, { recursive: true });
  await copyFile(join(root, 'out/usr/bin/runsc'), `${program}.${process.pid}`);
  await rename(`${program}.${process.pid}`, program);
  return program;
}

const run = promisify(execFile);

/** Where this host reads Debian's packages. */
async function debianMirror(signal: AbortSignal): Promise<string> {
  const format = ['indextargets', '--format', '$(REPO_URI) $(CODENAME) $(COMPONENT)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', format, { signal });
  const found = stdout.split('\n').find((line) => /^\S+ (bookworm|trixie) main$/.test(line));
  if (found === undefined) throw new Error('this host reads no Debian packages');
  return found.split(' ')[0] ?? '';
}

async function apt(root: string, command: readonly string[], signal: AbortSignal): Promise<void> {
  const places = [`Dir::State=${root}/state`, 'Dir::State::status=/dev/null', `Dir::Cache=${root}/cache`];
  const sources = [`Dir::Etc::sourcelist=${root}/sources.list`, 'Dir::Etc::sourceparts=/dev/null'];
  const rest = ['Acquire::Languages=none', 'APT::Sandbox::User=root'];
  const options = [...places, ...sources, ...rest].flatMap((option) => ['-o', option]);
  await run('apt-get', ['-qq', ...options, ...command], { cwd: root, timeout: 120_000, signal });
}

async function knowsAll(docker: Dockerode, runtimes: object): Promise<boolean> {
  const { Runtimes: known }: { Runtimes?: Record<string, unknown> } = await docker.info();
  return Object.keys(runtimes).every((name) => Object.hasOwn(known ?? {}, name));
}

/** The configuration file of the engine on this machine, when it is one that Sandpiper wrote. */
async function ownConfigFile(): Promise<string | null> {
  const argv = await readFile('/var/run/docker.pid', 'utf8')
    .then((pid) => readFile(`/proc/${pid.trim()}/cmdline`, 'utf8'))
    .catch(() => '');
  const args = argv.split('\0');
  const file = args[args.indexOf('--config-file') + 1];
  return args.includes('--config-file') && file?.endsWith('/dockerd.json') ? file : null;
}

/** A running engine takes up new runtimes when it is told to read its configuration again. */
async function register(file: string, runtimes: object): Promise<void> {
  const before = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...before, runtimes: { ...before.runtimes, ...runtimes } }));
  process.kill(Number(await readFile('/var/run/docker.pid', 'utf8')), 'SIGHUP');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
