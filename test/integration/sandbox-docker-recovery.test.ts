import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { destroyAll } from '../../src/sandbox/destroy-all.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import type { SandboxProvider } from '../../src/sandbox/sandbox.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const minute = { timeoutMs: 60_000 };
const onDisk = { workspace: { kind: 'new', storage: 'disk' } } as const;
const docker = connectEngine(operatorSettings().dockerHost);
const isRoot = process.getuid?.() === 0;

test('a process that goes on is taken up by the next host process, with its output', async () => {
  await using place = await aPlace();
  const first = await dockerSandboxesForTests(place.deps);
  const sandbox = await first.create({ env: { GREETING: 'hello' } });
  const script = 'echo $GREETING; until [ -e go ]; do sleep 0.05; done; echo on; exit 7';
  const begun = await sandbox.spawn(['bash', '-c', script], minute);
  await first.provider[Symbol.asyncDispose]();

  await using next = await dockerSandboxesForTests(place.deps);
  const found = await next.provider.connect(sandbox.id, never);
  expect((await found.info()).origin).toBe('adopted');
  const process = await found.attach(begun.id, { stdout: 0, stderr: 0 });
  await found.files.write('go', '');

  expect([await text(process.stdout), await process.exit]).toEqual(['hello\non\n', { reason: 'exited', code: 7 }]);
  expect((await found.exec('echo $GREETING', minute)).stdout).toBe('hello\n');
});

test.runIf(isRoot)('what is paused stays paused until the next host process uses it', async () => {
  await using place = await aPlace();
  const first = await dockerSandboxesForTests(place.deps);
  const frozen = await first.create();
  const soft = await first.create();
  const hibernated = await first.create(onDisk);
  const archived = await first.create(onDisk);
  for (const sandbox of [frozen, soft, hibernated, archived]) await sandbox.files.write('kept', sandbox.id);
  await frozen.pause('freeze');
  await soft.pause('soft');
  await hibernated.pause('hibernate');
  await archived.pause('archive');
  await first.provider[Symbol.asyncDispose]();

  await using next = await dockerSandboxesForTests(place.deps);

  expect(await statesOf(next.provider)).toEqual(['archived', 'frozen', 'hibernated', 'soft']);
  for (const { id } of [frozen, soft, hibernated, archived]) {
    const found = await next.provider.connect(id, never);
    expect((await found.exec('cat kept', minute)).stdout).toBe(id);
  }
});

test('a network is closed to an adopted sandbox until it is set again', async () => {
  await using place = await aPlace();
  const first = await dockerSandboxesForTests(place.deps);
  const network = {
    kind: 'egress',
    allow: [{ host: 'registry.invalid', port: 443, scheme: 'https', pathPrefix: '/', addresses: 'public' }],
    onAttempt: () => undefined,
  } as const;
  const sandbox = await first.create({ network });
  await first.provider[Symbol.asyncDispose]();
  const attempts: string[] = [];

  await using next = await dockerSandboxesForTests(place.deps);
  const found = await next.provider.connect(sandbox.id, never);
  const ask = 'curl -s -x http://127.0.0.1:3128 -o /dev/null -w "%{http_connect}" https://registry.invalid/';
  const before = await found.exec(ask, minute);
  await found.setNetwork({ ...network, onAttempt: ({ host }) => attempts.push(host) });
  await found.exec(ask, minute);

  expect(before.stdout).toMatch(/^(403|000)$/);
  expect(attempts).toEqual(['registry.invalid']);
});

test('a container whose record is gone is removed, and one of another installation is not', async () => {
  await using place = await aPlace();
  await using other = await dockerSandboxesForTests();
  const foreign = await other.create();
  const first = await dockerSandboxesForTests(place.deps);
  const frozen = await first.create();
  await frozen.pause('freeze');
  await first.provider[Symbol.asyncDispose]();
  await using elsewhere = await temporaryDirectory();

  await using _next = await dockerSandboxesForTests({ ...place.deps, stateDirectory: elsewhere.path });

  expect(await place.left()).toEqual([]);
  expect((await foreign.exec('echo alive', minute)).stdout).toBe('alive\n');
});

test('a record that cannot be understood costs nobody else anything, and its box is left alone', async () => {
  await using place = await aPlace();
  const first = await dockerSandboxesForTests(place.deps);
  const broken = await first.create();
  const whole = await first.create();
  await first.provider[Symbol.asyncDispose]();
  const file = join(place.deps.stateDirectory, 'sandboxes', broken.id, 'record.json');
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 100));

  await using next = await dockerSandboxesForTests(place.deps);

  expect(await statesOf(next.provider)).toEqual(['running']);
  expect((await (await next.provider.connect(whole.id, never)).exec('echo on', minute)).stdout).toBe('on\n');
  expect(await place.left()).toContain(broken.id);
  await next.provider.destroy(broken.id);
  expect(await place.left()).not.toContain(broken.id);
});

test('a state directory serves one provider at a time', async () => {
  await using place = await aPlace();
  await using _first = await dockerSandboxesForTests(place.deps);

  await expect(dockerSandboxesForTests(place.deps)).rejects.toMatchObject({ name: 'SandboxFault', code: 'conflict' });
});

test.runIf(isRoot)(
  'whenever a host process is killed, the next one finds what it made, and nothing is left afterwards',
  { timeout: 300_000 },
  async () => {
    await using place = await aPlace();
    const random = randomNumbers(20_240_501);
    for (let kill = 0; kill < 6; kill += 1) {
      const told = await killedHost(place.deps, 1 + Math.floor(random() * 14));

      await using next = await dockerSandboxesForTests(place.deps);

      for (const { id, storage, kept } of told.sandboxes) {
        const found = await next.provider.connect(id, never).catch((error) => error.code);
        // Its end was asked for.
        if (found === 'gone' && told.destroying.has(id)) continue;
        const read = await found.files.read('kept', { maxBytes: 100 });
        if (kept !== undefined) expect({ storage, kept: String(read) }).toEqual({ storage, kept });
      }
      const snapshots = await Array.fromAsync(next.provider.listSnapshots(), ({ id }) => id);
      expect(snapshots).toEqual(expect.arrayContaining(told.snapshots.filter((id) => !told.forgetting.has(id))));
      for (const id of snapshots) await next.provider.destroySnapshot(id);
      await destroyAll(next.provider);
      expect({ kill, left: await place.left() }).toEqual({ kill, left: [] });
    }
  },
);

const never = new AbortController().signal;

/** Where several providers live one after the other; nothing of any is left afterwards. */
async function aPlace() {
  const directory = await temporaryDirectory();
  const deps = { docker, stateDirectory: directory.path, installation: `test-${randomUUID()}` };
  return {
    deps,
    /** The names of the containers, volumes, and mounts of it. */
    async left(): Promise<readonly string[]> {
      const filters = { label: [`sandpiper.installation=${deps.installation}`] };
      const containers = await docker.listContainers({ all: true, filters });
      const { Volumes: volumes } = await docker.listVolumes({ filters });
      const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
      const images = await readdir(join(directory.path, 'disk', 'pool', 'images')).catch(() => []);
      return [
        ...containers.map(({ Names }) => Names[0]?.slice(1) ?? ''),
        ...volumes.map(({ Name }) => Name),
        ...mounts.filter((path) => /\/(mounts|slots)\/./.test(path) && path.startsWith(directory.path)),
        ...images,
      ];
    },
    async [Symbol.asyncDispose]() {
      await using _directory = directory;
      await using last = await dockerSandboxesForTests(deps);
      await destroyAll(last.provider);
    },
  };
}

async function statesOf(provider: SandboxProvider): Promise<readonly string[]> {
  return (await Array.fromAsync(provider.list(), ({ state }) => state)).toSorted();
}

type Told = {
  readonly sandboxes: readonly { readonly id: string; readonly storage: string; readonly kept?: string }[];
  readonly snapshots: readonly string[];
  readonly destroying: ReadonlySet<string>;
  readonly forgetting: ReadonlySet<string>;
};

/** Runs a host process until it has told so many things, and kills it in the middle of the next. */
async function killedHost(deps: { stateDirectory: string; installation: string }, lines: number): Promise<Told> {
  const script = join(import.meta.dirname, '../support/doomed-host.ts');
  const host = spawn(process.execPath, [script, deps.stateDirectory, deps.installation], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: Record<string, string>[] = [];
  for await (const line of createInterface({ input: host.stdout })) {
    told.push(JSON.parse(line));
    if (told.length > lines) host.kill('SIGKILL');
  }
  if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
  expect(host.signalCode).toBe('SIGKILL');
  return {
    sandboxes: told.flatMap(({ created: id, storage = '', kept }) => {
      return id === undefined ? [] : [{ id, storage, ...(kept === undefined ? {} : { kept }) }];
    }),
    snapshots: told.flatMap(({ snapshot }) => snapshot ?? []),
    destroying: new Set(told.flatMap(({ destroying }) => destroying ?? [])),
    forgetting: new Set(told.flatMap(({ forgetting }) => forgetting ?? [])),
  };
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x8000_0000;
  };
}
