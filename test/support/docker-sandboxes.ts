import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { destroyAll } from '../../src/sandbox/destroy-all.ts';
import { openDisk } from '../../src/sandbox/disk/open-disk.ts';
import type { DockerSandboxesDeps } from '../../src/sandbox/docker/docker-deps.ts';
import { type DockerProvider, dockerSandboxes } from '../../src/sandbox/docker/docker-sandboxes.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { openRuntimes } from '../../src/sandbox/isolation/open-runtimes.ts';
import type { Sandbox, SandboxSpec } from '../../src/sandbox/sandbox.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export type DockerSandboxesForTests = AsyncDisposable & {
  readonly docker: Dockerode;
  readonly provider: DockerProvider;
  /** The label everything made here carries. */
  readonly installation: string;
  readonly stateDirectory: string;
  /** An ordinary small box without a network; a test says only what differs. */
  spec(different?: Partial<SandboxSpec>): SandboxSpec;
  create(different?: Partial<SandboxSpec>): Promise<Sandbox>;
};

/** The real provider on the real engine, as an installation of its own. Nothing of it is left after disposal. */
export async function dockerSandboxesForTests(
  different: Partial<DockerSandboxesDeps> = {},
): Promise<DockerSandboxesForTests> {
  await using undo = new AsyncDisposableStack();
  const stateDirectory = different.stateDirectory ?? undo.use(await temporaryDirectory()).path;
  const image = await imageReference('node');
  const { docker = connectEngine(operatorSettings().dockerHost) } = different;
  const deps = { ...ordinaryDeps(image, { docker, stateDirectory }), ...different };
  const provider = undo.use(await dockerSandboxes(deps));
  undo.defer(() => destroyAll(provider));
  const spec: DockerSandboxesForTests['spec'] = (specific = {}) => ({ ...ordinary, image, ...specific });
  const owned = undo.move();
  return {
    docker: deps.docker,
    provider,
    installation: deps.installation,
    stateDirectory,
    spec,
    create: (specific) => provider.create(spec(specific), never),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Without a pool: a test that wants boxes to wait says so. */
export const noPool = {
  maxBoxes: 0,
  atLeast: { hot: 0, frozen: 0 },
  atMost: { hot: 0, frozen: 0 },
  refillsAtOnce: 1,
  refillAfterMs: 50,
  idleShapeMs: 60_000,
  maxAgeMs: 600_000,
  checkEveryMs: 10_000,
  checkTimeoutMs: 5000,
  makeTimeoutMs: 60_000,
  retryFirstMs: 500,
  retryLastMs: 10_000,
  burstMs: 200,
  demandHalfLifeMs: 60_000,
};

function ordinaryDeps(
  image: string,
  { docker, stateDirectory }: Pick<DockerSandboxesDeps, 'docker' | 'stateDirectory'>,
): DockerSandboxesDeps {
  return {
    docker,
    installation: `test-${randomUUID()}`,
    stateDirectory,
    openDisk: (signal) => openDisk({ ...ordinaryDisk, directory: join(stateDirectory, 'disk') }, signal),
    runtimes: openRuntimes({ docker, cacheFile: join(tmpdir(), 'sandpiper-test-runtimes.json'), log }),
    probeImage: image,
    pool: noPool,
    upstreamCaPem: null,
    orphanMs: 60_000,
    sweepEveryMs: 15_000,
    clock: { now: Date.now, monotonic: () => performance.now() },
    log,
  };
}

const log = { warn: () => undefined };

const ordinaryDisk = {
  maxBytes: 2 ** 32,
  reserveBytes: 2 ** 28,
  overcommit: 4,
  say: () => undefined,
  log,
  now: () => new Date(),
};

const never = new AbortController().signal;

const ordinary = {
  labels: { run: 'run-1' },
  limits: { cpus: 1, memoryMiB: 256, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 },
  workspace: { kind: 'new' },
  network: { kind: 'none' },
  env: {},
} as const;
