import { join, resolve } from 'node:path';
import { openDisk } from './disk/open-disk.ts';
import { dockerSandboxes } from './docker/docker-sandboxes.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { installationId } from './installation-id.ts';
import { openRuntimes } from './isolation/open-runtimes.ts';
import { defaultPoolSettings } from './pool/default-pool-settings.ts';
import type { Pool } from './pool/pool.ts';
import { rememberedImages } from './remembered-images.ts';
import type { Sandbox, SandboxLimits, SandboxProvider, SandboxSpec } from './sandbox.ts';

export type DockerSandboxesOptions = {
  /** Sandboxes and snapshots outlive the process and are found again here. One process at a time. */
  readonly stateDirectory: string;
  /** As in `DOCKER_HOST`. Default: `unix:///var/run/docker.sock`. */
  readonly dockerHost?: string;
  /** Told what is about to be done to this machine, and why: an engine is started, an image is built. */
  readonly say?: (line: string) => void;
  readonly log?: { warn(data: object, message: string): void };
  /** Certificates of hosts that sandboxes may read from, beyond those this machine trusts already. */
  readonly trustPem?: string | null;
  /** How many boxes may wait, made already, for somebody to ask for one like them. Default: 8; 0 for none. */
  readonly warmBoxes?: number;
  /** Where it is kept what the engine's runtimes were found to do. Default: the state directory. */
  readonly cacheDirectory?: string;
  /** What all workspaces on disk, snapshots and archives may take together. Default: 20 GiB. */
  readonly diskBytes?: number;
};

/** What is left out is filled in: the image `node`, an empty workspace in memory, no network, room for a small project. */
export type BoxSpec = Partial<Omit<SandboxSpec, 'limits'>> & { readonly limits?: Partial<SandboxLimits> };

export interface DockerSandboxes extends SandboxProvider {
  /**
   * `image` is one of ours by its name, such as `node` or `python`; the path of a folder with a Dockerfile, beginning with
   * `./` or `/`; or a reference. It is built when the engine does not have it, and refused when it is not fit for a box.
   */
  create(spec?: BoxSpec, signal?: AbortSignal): Promise<Sandbox>;
  /** The boxes that wait: to have some ready before anybody asks, and what they are and cost at this moment. */
  readonly pool: Pick<Pool<unknown>, 'prepare' | 'stats' | 'cost'>;
  /** Makes an image ready before a box is wanted, and gives the reference that stands for its content. */
  resolveImage(image: string, signal: AbortSignal): Promise<string>;
}

const MINUTE_MS = 60_000;
const GIBIBYTE = 1024 ** 3;

/** Sandboxes that are containers of a Docker Engine on this machine; as root on Debian, one is installed where none is. */
export async function openDockerSandboxes(
  options: DockerSandboxesOptions,
  signal: AbortSignal = AbortSignal.timeout(15 * MINUTE_MS),
): Promise<DockerSandboxes> {
  const { dockerHost = 'unix:///var/run/docker.sock', say = ignore, log = { warn: ignore } } = options;
  const stateDirectory = resolve(options.stateDirectory);
  const docker = await ensureEngine({ dockerHost, dataDirectory: stateDirectory, say }, signal);
  await using undo = new AsyncDisposableStack();
  const images = undo.use(rememberedImages({ docker, say }));
  const provider = await dockerSandboxes({
    docker,
    installation: await installationId(stateDirectory),
    stateDirectory,
    openDisk: (until) => openDisk({ ...diskSettings(stateDirectory, options), say, log }, until),
    runtimes: openRuntimes({ docker, cacheFile: join(options.cacheDirectory ?? stateDirectory, 'runtimes.json'), log }),
    probeImage: await images.resolve('base', signal),
    pool: { ...defaultPoolSettings, maxBoxes: options.warmBoxes ?? defaultPoolSettings.maxBoxes },
    upstreamCaPem: options.trustPem ?? null,
    orphanMs: 10 * MINUTE_MS,
    sweepEveryMs: 15_000,
    clock: { now: Date.now, monotonic: () => performance.now() },
    log,
  });
  undo.use(provider);
  const owned = undo.move();
  return {
    name: provider.name,
    probe: (until) => provider.probe(until),
    async create(spec = {}, until = AbortSignal.timeout(15 * MINUTE_MS)) {
      const whole = { ...ordinary, ...spec, limits: { ...ordinary.limits, ...spec.limits } };
      return await provider.create({ ...whole, image: await images.resolve(whole.image, until) }, until);
    },
    pool: provider.pool,
    resolveImage: images.resolve,
    connect: (id, until) => provider.connect(id, until),
    list: (filter) => provider.list(filter),
    destroy: (id) => provider.destroy(id),
    listSnapshots: () => provider.listSnapshots(),
    destroySnapshot: (id) => provider.destroySnapshot(id),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const ordinary = {
  image: 'node',
  limits: { cpus: 2, memoryMiB: 2048, pids: 512, workspaceMiB: 1024, workspaceInodes: 200_000 },
  workspace: { kind: 'new' },
  network: { kind: 'none' },
  env: {},
} as const satisfies SandboxSpec;

function diskSettings(stateDirectory: string, { diskBytes = 20 * GIBIBYTE }: DockerSandboxesOptions) {
  const now = () => new Date();
  return { directory: join(stateDirectory, 'disk'), maxBytes: diskBytes, reserveBytes: GIBIBYTE, overcommit: 1, now };
}

function ignore(): void {
  // Nobody asked to be told.
}
