import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino, { type Logger } from 'pino';
import { sandpiperSolver } from './agent/sandpiper-solver.ts';
import { sandpiperApp } from './app.ts';
import type { GitHubSettings, OperatorSettings } from './config/operator-settings.ts';
import { chooseImage } from './environment/choose-image.ts';
import { Fault } from './errors.ts';
import { protectedPaths } from './git/protected-paths.ts';
import { connectGitHub } from './github/connect-github.ts';
import { readBotLogin } from './github/read-bot-login.ts';
import type { AskModel, Wait } from './model/ask-model.ts';
import { findProfile } from './model/find-profile.ts';
import type { ModelProfile } from './model/model-profile.ts';
import { openAiModel } from './model/openai-model.ts';
import { withOverrides } from './model/with-overrides.ts';
import { openRunQueue } from './queue/open-run-queue.ts';
import { executeRun } from './run/execute-run.ts';
import { type GitHubOriginDeps, gitHubOrigin } from './run/github-origin.ts';
import { localOrigin } from './run/local-origin.ts';
import type { RunDeps, RunEvent, RunLayers } from './run/run-deps.ts';
import type { RunEnd } from './run/run-outcome.ts';
import type { IssueSnapshot } from './run/run-request.ts';
import { sayInterrupted } from './run/say-interrupted.ts';
import { destroyAll } from './sandbox/destroy-all.ts';
import { connectEngine } from './sandbox/engine/connect-engine.ts';
import { ensureEngine } from './sandbox/engine/ensure-engine.ts';
import { resolveImage } from './sandbox/images/resolve-image.ts';
import { type Diagnosis, diagnose } from './sandbox/isolation/diagnose.ts';
import { openRuntimes } from './sandbox/isolation/open-runtimes.ts';
import { imageIdOf } from './sandbox/layers/image-id-of.ts';
import { openLayers } from './sandbox/layers/open-layers.ts';
import { npmOfThisHost } from './sandbox/npm-of-this-host.ts';
import { type DockerSandboxes, openDockerSandboxes } from './sandbox/open-docker-sandboxes.ts';
import { registriesOfThisHost } from './sandbox/registries-of-this-host.ts';
import { type EgressRule, SandboxFault } from './sandbox/sandbox.ts';
import { lockDirectory } from './store/lock-directory.ts';
import { openRequestLog } from './store/request-log.ts';
import { openTelemetry } from './telemetry/open-telemetry.ts';
import { keepUp } from './upkeep/keep-up.ts';
import { readRequest } from './webhooks/decide-trigger.ts';
import { serveWebhooks } from './webhooks/serve-webhooks.ts';

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
    boxFor: async (ecosystems, until) => {
      const registries = registriesOfThisHost(ecosystems, settings.registries);
      return {
        image: settings.image === null ? await sandboxes.resolveImage(chooseImage(ecosystems), until) : image,
        egress: { allow: [...ours.allow, ...registries.allow], env: { ...registries.env, ...ours.env } },
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

/** Tries out the engine's runtimes and the storage, with sandboxes of its own, of which nothing is left. */
export async function diagnoseMachine(
  { sandboxes: { cacheDirectory, ...options }, dockerHost, dataDirectory, isolation }: OperatorSettings,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const log = pino({ level: 'error' }, pino.destination(2));
  const docker = await ensureEngine({ dockerHost, dataDirectory, say }, signal);
  const image = await resolveImage({ docker, say }, 'node', signal);
  say(
    'The runtimes are tried out from inside a box, one after the other, then the storage. Each takes up to a minute.',
  );
  await using undo = new AsyncDisposableStack();
  const stateDirectory = join(dataDirectory, 'sandboxes', 'doctor');
  undo.defer(() => rm(stateDirectory, { recursive: true, force: true }));
  const sandboxes = undo.use(
    await openDockerSandboxes(
      { ...options, cacheDirectory, stateDirectory, dockerHost, warmBoxes: 0, say, log },
      signal,
    ),
  );
  const runtimes = openRuntimes({ docker, cacheFile: join(cacheDirectory, 'runtimes.json'), log });
  return await diagnose({ docker, runtimes, image, probe: sandboxes.probe }, isolation, signal);
}

export interface SandpiperServer extends AsyncDisposable {
  readonly webhookUrl: string;
  /** Resolves when no run is waiting or going on. */
  idle(): Promise<void>;
}

const upkeepEveryMs = 6 * 60 * 60_000;

/** Receives webhooks and works on what they ask for, until it is disposed. One server serves a data directory. */
export async function startServer(
  { run, settings, log }: Workbench,
  gitHub: GitHubSettings,
  onEnd: (end: RunEnd) => void = () => undefined,
  upkeep: 'on' | 'off' = 'on',
): Promise<SandpiperServer> {
  await using undo = new AsyncDisposableStack();
  undo.use(await lockDirectory(settings.dataDirectory));
  // What an earlier server worked in: its runs are not resumed.
  await destroyAll(run.sandboxes);
  await emptyFolder(run.git.scratch);
  const originDeps = await originDepsOf({ run, settings }, gitHub);
  const queue = openRunQueue({
    requests: await openRequestLog(settings.dataDirectory),
    readRequest: (payload) => readRequest(payload, gitHub.label),
    execute: async (request, signal) => onEnd(await executeRun(run, gitHubOrigin(originDeps, request), signal)),
    sayInterrupted: (request) => sayInterrupted(run, gitHubOrigin(originDeps, request)),
    concurrency: gitHub.concurrentRuns,
    log,
  });
  undo.defer(queue.close);
  await queue.resume();
  const pause = (signal: AbortSignal) => wait(upkeepEveryMs, undefined, { signal });
  if (upkeep === 'on') undo.use(keepUp({ ...originDeps, now: run.now, log, pause }));
  const app = sandpiperApp({
    triggerLabel: gitHub.label,
    accept: ({ id, name: event, payload }, request) => queue.accept({ id, event, payload }, request),
    log,
  });
  const server = undo.use(await serveWebhooks(log, gitHub, app));
  const owned = undo.move();
  return {
    webhookUrl: server.url,
    idle: queue.idle,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

async function originDepsOf(
  { run, settings }: Pick<Workbench, 'run' | 'settings'>,
  gitHub: GitHubSettings,
): Promise<GitHubOriginDeps> {
  const client = connectGitHub({ ...gitHub, polite: !isLoopback(gitHub.apiUrl) });
  return {
    client,
    git: run.git,
    serverUrl: gitHub.serverUrl,
    botLogin: await readBotLogin(client, AbortSignal.timeout(30_000)),
    triggerLabel: gitHub.label,
    secrets: [settings.model.apiKey, gitHub.webhookSecret, gitHub.privateKey].filter((secret) => secret !== null),
  };
}

/** One run on a checkout of this machine, without GitHub. */
export async function runLocally(
  { run, settings }: Workbench,
  task: { readonly repositoryPath: string; readonly issue: IssueSnapshot },
  signal: AbortSignal,
): Promise<RunEnd> {
  const secrets = [settings.model.apiKey].filter((secret) => secret !== null);
  const origin = localOrigin({ git: run.git, secrets }, task.repositoryPath, task.issue);
  return await executeRun(run, origin, signal);
}

type NamedProfile = ModelProfile & { readonly name: string };

function modelOf({ model }: OperatorSettings, log: Logger): NamedProfile {
  if (model.name === null) throw noModel();
  const profile = withOverrides(findProfile(model.name, model.baseUrl), model.profile);
  if (profile.price === null)
    log.warn({ model: model.name }, 'The price of the model is not known: runs have no limit of cost');
  return { ...profile, name: model.name };
}

function askModelOf({ model }: OperatorSettings, { name, ...profile }: NamedProfile, log: Logger): AskModel {
  if (model.apiKey === null) throw noModel();
  const ask = openAiModel({
    baseUrl: model.baseUrl,
    apiKey: model.apiKey,
    model: name,
    profile,
    idleTimeoutMs: 120_000,
    requestTimeoutMs: 15 * 60_000,
    retries: { attempts: 6 },
  });
  return (request, patience, signal) => {
    const onWait = (wait: Wait) => {
      log.warn(wait, 'The model is asked again');
      patience.onWait(wait);
    };
    return ask(request, { ...patience, onWait }, signal);
  };
}

function noModel(): Fault {
  return new Fault('No model is configured.', {
    nextAction: 'Set SANDPIPER_MODEL and OPENAI_API_KEY, and OPENAI_BASE_URL when it is not OpenAI.',
  });
}

type SandboxesOptions = WorkbenchOptions & { readonly trustPem: string | null; readonly log: Logger };

type OpenedSandboxes = { readonly sandboxes: DockerSandboxes; readonly stateDirectory: string };

/** Beside the snapshots they are made of, and before anybody makes one. */
async function openRunLayers(
  { dockerHost, layers }: OperatorSettings,
  { sandboxes, stateDirectory }: OpenedSandboxes,
  log: Logger,
): Promise<RunLayers> {
  const directory = join(stateDirectory, 'layers');
  const opened = await openLayers({ provider: sandboxes, directory, now: () => new Date(), settings: layers, log });
  const docker = connectEngine(dockerHost);
  return { ...opened, imageId: (image) => imageIdOf(docker, image) };
}

/** A server has a state directory to itself. Local runs go on beside one another, each in the first that is free. */
async function openSandboxes(
  settings: OperatorSettings,
  { role, say, trustPem, log }: SandboxesOptions,
  signal: AbortSignal,
): Promise<OpenedSandboxes> {
  const names = role === 'server' ? ['server'] : Array.from({ length: 16 }, (_, index) => `local-${index + 1}`);
  for (const name of names) {
    const stateDirectory = join(settings.dataDirectory, 'sandboxes', name);
    try {
      const { dockerHost } = settings;
      const options = { ...settings.sandboxes, stateDirectory, dockerHost, trustPem, say, log };
      return { sandboxes: await openDockerSandboxes(options, signal), stateDirectory };
    } catch (error) {
      const isTaken = error instanceof SandboxFault && error.code === 'conflict';
      if (!isTaken || name === names.at(-1)) throw error;
    }
  }
  throw new Error('There is no name for a state directory.');
}

/** What the operator names besides the registry must have a public address. */
function operatorRules({ egressHosts }: OperatorSettings): readonly EgressRule[] {
  return egressHosts.map((name) => ({
    host: name.toLowerCase(),
    pathPrefix: '/',
    port: 443,
    scheme: 'https',
    addresses: 'public',
  }));
}

/** For files that outlive no run. A server empties its own when it starts, which it alone holds by the lock. */
async function scratchFolder({ dataDirectory }: OperatorSettings, role: WorkbenchOptions['role']): Promise<string> {
  const folder = join(dataDirectory, 'scratch', role);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
