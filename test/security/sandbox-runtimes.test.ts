import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, mkdtempDisposable, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listRuntimes } from '../../src/sandbox/isolation/list-runtimes.ts';
import { openRuntimes } from '../../src/sandbox/isolation/open-runtimes.ts';
import { probeRuntime } from '../../src/sandbox/isolation/probe-runtime.ts';
import type { RuntimeVerdict } from '../../src/sandbox/sandbox.ts';
import { canStartAnEngine, meddlingRuntime, type RuntimeEngine, runtimeEngine } from '../support/runtime-engine.ts';

const never = new AbortController().signal;
const log = { warn: () => undefined };

/** Where this process puts its temporary files, and among them the secret that no box must find. */
const temporary = join(tmpdir(), `sandpiper-meddlers-${crypto.randomUUID()}`);

/** Each changes the configuration of an ordinary box. */
const meddlers = {
  'without-limits': `
  for (const limit of ['memory', 'pids', 'cpu']) delete config.linux.resources[limit];
  delete config.linux.seccomp;
  config.process.noNewPrivileges = false;`,
  'as-root': `
  config.process.user = { uid: 0, gid: 0 };
  for (const set of ['bounding', 'permitted', 'effective', 'inheritable']) config.process.capabilities[set] = ['CAP_SYS_ADMIN'];
  config.root.readonly = false;
  config.linux.readonlyPaths = [];
  config.mounts.find(({ destination }) => destination === '/workspace').source = '/var/tmp';
  config.mounts.push({ destination: '/mnt', type: 'bind', source: '${temporary}', options: ['rbind', 'ro'] });`,
  'host-network': `
  config.linux.namespaces.find(({ type }) => type === 'network').path = '/proc/${process.pid}/ns/net';`,
  'host-processes': `
  config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'pid');
  config.process.user = { uid: 0, gid: 0 };
  for (const set of ['bounding', 'permitted', 'effective']) config.process.capabilities[set] = ['CAP_SYS_PTRACE'];`,
  'engine-socket': `
  config.mounts.push({ destination: '/run/docker.sock', type: 'bind', source: '/run/docker.sock', options: ['bind'] });`,
} as const;

describe.skipIf(!canStartAnEngine)('S12: a runtime (skipped without root and dockerd)', () => {
  let engine: RuntimeEngine;
  const undo = new AsyncDisposableStack();

  beforeAll(async () => {
    await mkdir(temporary);
    undo.defer(() => rm(temporary, { recursive: true }));
    const folder = await mkdtemp(join(temporary, 'programs-'));
    const programs = await Promise.all(
      Object.entries(meddlers).map(async ([name, body]) => [name, { path: await meddlingRuntime(folder, name, body) }]),
    );
    const silent = join(folder, 'silent');
    await promisify(execFile)('mkfifo', [join(folder, 'nobody-writes')]);
    await writeFile(silent, `#!/bin/bash\nread -r word < ${folder}/nobody-writes\n`, { mode: 0o755 });
    engine = undo.use(
      await runtimeEngine({
        ...Object.fromEntries(programs),
        silent: { path: silent },
        broken: { path: '/bin/false' },
      }),
    );
    vi.stubEnv('TMPDIR', temporary);
    undo.defer(() => void vi.unstubAllEnvs());
  });

  afterAll(() => undo.disposeAsync());

  test('is accepted when its boxes are ordinary', async () => {
    const verdict = await verdictOf('runc');

    expect(failures(verdict)).toEqual([]);
    expect(verdict.accepted).toBe(true);
  });

  test.for([
    ['without-limits', 'memory', /384 MiB could be taken, and the limit is 256/],
    ['without-limits', 'processes', /64 processes could be started, and the limit is 32/],
    ['without-limits', 'processor', /never held back/],
    ['without-limits', 'system call filter', /none/],
    ['without-limits', 'system calls', /was not refused/],
    ['without-limits', 'no new privileges', /0/],
    ['as-root', 'user', /user 0/],
    ['as-root', 'capabilities', /effective 00200000/],
    ['as-root', 'read-only system', /can be written/],
    ['as-root', 'kernel settings', /can be opened for writing/],
    ['as-root', 'workspace size', /16 MiB could be written, and the limit is 8/],
    ['as-root', 'workspace files', /1000 files could be made, and the limit is 500/],
    ['as-root', 'secrets and sockets', /found: \/mnt\/sandpiper-canary/],
    ['host-network', 'network', /answers/],
    ['host-network', 'host addresses', /the host was reached: (tcp|udp)/],
    ['host-processes', 'secrets and sockets', /found: \/proc\/\d+\/environ/],
    ['engine-socket', 'secrets and sockets', /found: \/run\/docker.sock/],
    ['broken', 'runs a box', /./],
  ] as const)('is refused when its boxes are made %s: %s', async ([runtime, check, reason]) => {
    const verdict = await verdictOf(runtime);

    expect(verdict.accepted).toBe(false);
    expect(failures(verdict)).toContainEqual(
      expect.objectContaining({ name: check, detail: expect.stringMatching(reason) }),
    );
  });

  test('is refused when its boxes never come, and nothing of it is left running', async () => {
    const verdict = await verdictOf('silent', 3000);

    expect(failures(verdict)).toEqual([{ name: 'runs a box', passed: false, detail: 'it did not answer within 3 s' }]);
    expect(await engine.docker.listContainers({ all: true })).toEqual([]);
    expect(await commandsWith('nobody-writes', '/silent')).toEqual([]);
  });

  test('is not chosen in place of a stronger one', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-test-'));
    const runtimes = openRuntimes({ docker: engine.docker, cacheFile: join(folder.path, 'verdicts.json'), log });

    expect(await runtimes.choose('container', engine.image, never)).toEqual({
      runtime: 'runc',
      isolation: 'container',
    });
    await expect(runtimes.choose('syscall', engine.image, never)).rejects.toMatchObject({
      name: 'SandboxFault',
      code: 'unsupported',
      ran: 'no',
      message: expect.stringContaining('the engine has no runtime that claims it'),
      nextAction: expect.stringContaining('sandpiper doctor'),
    });
  });

  const verdicts = new Map<string, Promise<RuntimeVerdict>>();

  /** Each runtime is tried out once, however many checks of it are looked at. */
  function verdictOf(name: string, deadlineMs = 60_000): Promise<RuntimeVerdict> {
    const verdict = verdicts.get(name) ?? probe(name, deadlineMs);
    verdicts.set(name, verdict);
    return verdict;
  }

  async function probe(name: string, deadlineMs: number): Promise<RuntimeVerdict> {
    const facts = listRuntimes(await engine.docker.info());
    const runtime = facts.runtimes.find((candidate) => candidate.name === name);
    if (runtime === undefined) throw new Error(`The engine does not know ${name}`);
    return await probeRuntime(
      { docker: engine.docker, deadlineMs, log },
      { engine: facts, runtime, image: engine.image },
      never,
    );
  }
});

const failures = ({ checks }: RuntimeVerdict) => checks.filter(({ passed }) => !passed);

async function commandsWith(...words: readonly string[]): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return commands.filter((command) => words.some((word) => command.includes(word)));
}
