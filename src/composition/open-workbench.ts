import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { sandpiperSolver } from '../agent/sandpiper-solver.ts';
import type { OperatorSettings } from '../config/operator-settings.ts';
import { chooseImage } from '../environment/choose-image.ts';
import { judgeHosts } from '../environment/judge-hosts.ts';
import { protectedPaths } from '../git/protected-paths.ts';
import type { RunDeps, RunEvent } from '../run/run-deps.ts';
import { npmOfThisHost } from '../sandbox/npm-of-this-host.ts';
import type { DockerSandboxes } from '../sandbox/open-docker-sandboxes.ts';
import { registriesOfThisHost } from '../sandbox/registries-of-this-host.ts';
import type { EgressRule } from '../sandbox/sandbox.ts';
import { openTelemetry } from '../telemetry/open-telemetry.ts';
import { askModelOf, modelOf } from './open-model.ts';
import { openRunLayers, openSandboxes } from './open-sandboxes.ts';

export interface Workbench extends AsyncDisposable {
  readonly run: RunDeps;
  /** A reference that boxes can be made of, for the name of an image; built when it has to be. */
  readonly resolveImage: DockerSandboxes['resolveImage'];
  readonly settings: OperatorSettings;
  readonly log: Logger;
}

export type WorkbenchOptions = {
  /** A server removes what other servers of its data directory left behind, so a local run must not look like one. */
  readonly role: 'server' | 'local';
  /** Told what is done to this machine, and why. */
  readonly say: (line: string) => void;
  readonly onEvent?: (event: RunEvent) => void;
};

/** Makes the machine ready and wires what a run needs. */
export async function openWorkbench(
  settings: OperatorSettings,
  options: WorkbenchOptions,
  signal: AbortSignal,
): Promise<Workbench> {
  const log = pino({ level: settings.logLevel }, pino.destination(2));
  const model = modelOf(settings, log);
  const npm = await npmOfThisHost(signal);
  const ours = { allow: [npm.rule, ...operatorRules(settings)], env: npm.env };
  await using undo = new AsyncDisposableStack();
  const opened = await openSandboxes(settings, { ...options, trustPem: npm.caPem, log }, signal);
  const sandboxes = undo.use(opened.sandboxes);
  const keepsLayers = settings.storage === 'disk' && settings.layers.maxBytes > 0;
  const layers = keepsLayers ? await openRunLayers(settings, opened, log) : null;
  const telemetry = openTelemetry(settings.telemetry);
  if (telemetry !== null) undo.use(telemetry);
  const image = await sandboxes.resolveImage(settings.image ?? 'node', signal);
  const run: RunDeps = {
    sandboxes,
    askModel: askModelOf(settings, model, log),
    boxFor: async ({ ecosystems, image: wanted, hosts }, until) => {
      const registries = registriesOfThisHost(ecosystems, settings.registries);
      const { allowed, refused } = judgeHosts(hosts, settings.repositoryHosts);
      const chosen = wanted ?? chooseImage(ecosystems);
      return {
        image: settings.image === null ? await sandboxes.resolveImage(chosen, until) : image,
        egress: {
          allow: [...ours.allow, ...registries.allow, ...allowed.map(publicHost)],
          env: { ...registries.env, ...ours.env },
        },
        notes: [
          ...refused.map((host) => `The box does not reach ${host}: the operator does not let repositories name it.`),
          ...(wanted === null || settings.image === null
            ? []
            : [`The operator chose the image, so that ${wanted} was not used.`]),
        ],
      };
    },
    git: {
      searchPath: settings.searchPath,
      caFile: settings.gitCaFile,
      timeoutMs: 10 * 60_000,
      maxRepositoryBytes: 2 * 1024 ** 3,
      scratch: await scratchFolder(settings, options.role),
    },
    layers,
    settings: {
      ...settings,
      image,
      solver: sandpiperSolver,
      commands: null,
      model,
      limits: settings.sandboxLimits,
      egress: ours,
      exportRules: {
        maxFiles: 100,
        maxFileBytes: 1024 * 1024,
        maxBinaryBytes: 256 * 1024,
        maxTotalBytes: 4 * 1024 * 1024,
        protectedPaths,
      },
    },
    onEvent(event) {
      telemetry?.observe(event);
      options.onEvent?.(event);
    },
    now: Date.now,
    log,
  };
  const owned = undo.move();

  return {
    run,
    resolveImage: sandboxes.resolveImage,
    settings,
    log,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What is named besides the registry must have a public address. */
function operatorRules({ egressHosts }: OperatorSettings): readonly EgressRule[] {
  return egressHosts.map((name) => publicHost(name.toLowerCase()));
}

function publicHost(host: string): EgressRule {
  return { host, pathPrefix: '/', port: 443, scheme: 'https', addresses: 'public' };
}

/** For files that outlive no run. A server empties its own when it starts, which it alone holds by the lock. */
async function scratchFolder({ dataDirectory }: OperatorSettings, role: WorkbenchOptions['role']): Promise<string> {
  const folder = join(dataDirectory, 'scratch', role);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
