import { createHash } from 'node:crypto';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { sandpiperApp } from './app.ts';
import { type HostNpm, hostNpm } from './config/host-npm.ts';
import type { GitHubSettings, OperatorSettings } from './config/operator-settings.ts';
import { Fault } from './errors.ts';
import { protectedPaths } from './git/protected-paths.ts';
import { connectGitHub } from './github/connect-github.ts';
import { readBot } from './github/read-bot.ts';
import { findPrice } from './model/find-price.ts';
import { openAiModel } from './model/openai-model.ts';
import { createQueue } from './queue/create-queue.ts';
import { executeRun } from './run/execute-run.ts';
import { gitHubOrigin } from './run/github-origin.ts';
import { localOrigin } from './run/local-origin.ts';
import type { RunDeps, RunEvent } from './run/run-deps.ts';
import type { RunEnd } from './run/run-outcome.ts';
import type { IssueSnapshot, RunRequest } from './run/run-request.ts';
import { dockerSandboxes } from './sandbox/docker/docker-sandboxes.ts';
import { ensureEngine } from './sandbox/engine/ensure-engine.ts';
import { ensureImages } from './sandbox/images/ensure-images.ts';
import { imageReference } from './sandbox/images/image-reference.ts';
import type { EgressRule } from './sandbox/sandbox.ts';
import { recordDelivery } from './store/record-delivery.ts';
import { serveWebhooks, type WebhookServer } from './webhooks/serve-webhooks.ts';

export type Workbench = {
  readonly run: RunDeps;
  readonly settings: OperatorSettings;
  readonly log: Logger;
};

export type WorkbenchOptions = {
  /** Told what is done to this machine, and why. */
  readonly say: (line: string) => void;
  readonly onEvent?: (event: RunEvent) => void;
};

/** An engine that answers and images that are built; installs and builds what is missing, and says so. */
export async function prepareMachine(settings: OperatorSettings, say: (line: string) => void, signal: AbortSignal) {
  const docker = await ensureEngine({ ...settings, say }, signal);
  await ensureImages({ docker, say }, signal);
  return docker;
}

/** Makes the machine ready and wires what a run needs. */
export async function openWorkbench(
  settings: OperatorSettings,
  options: WorkbenchOptions,
  signal: AbortSignal,
): Promise<Workbench> {
  const log = pino({ level: settings.logLevel }, pino.destination(2));
  const askModel = modelOf(settings, log);
  const npm = await hostNpm(settings.extraCaFile, signal);
  const docker = await prepareMachine(settings, options.say, signal);
  const sandboxes = dockerSandboxes({
    docker,
    installation: installationOf(settings),
    upstreamCaPem: npm.extraCaPem,
    log,
  });
  const run: RunDeps = {
    sandboxes,
    askModel,
    git: { searchPath: settings.searchPath, caFile: settings.gitCaFile, timeoutMs: 10 * 60_000 },
    settings: {
      ...settings,
      image: await imageReference('node'),
      modelName: settings.model.name ?? '',
      limits: settings.sandboxLimits,
      egress: { allow: egressRules(settings, npm), env: { npm_config_registry: npm.registryUrl.href } },
      exportRules: { maxFiles: 100, maxFileBytes: 1024 * 1024, maxTotalBytes: 4 * 1024 * 1024, protectedPaths },
    },
    onEvent: options.onEvent ?? (() => undefined),
    now: Date.now,
    log,
  };
  return { run, settings, log };
}

export interface SandpiperServer extends AsyncDisposable {
  readonly webhookUrl: string;
  /** Resolves when no run is waiting or going on. */
  idle(): Promise<void>;
}

/** Receives webhooks and works on what they ask for, until it is disposed. */
export async function startServer(
  { run, settings, log }: Workbench,
  gitHub: GitHubSettings,
  onEnd: (end: RunEnd) => void = () => undefined,
): Promise<SandpiperServer> {
  await run.sandboxes.removeLeftovers();
  const client = connectGitHub({ ...gitHub, polite: !isLoopback(gitHub.apiUrl) });
  const originDeps = {
    client,
    git: run.git,
    serverUrl: gitHub.serverUrl,
    bot: await readBot(client, AbortSignal.timeout(30_000)),
    triggerLabel: gitHub.label,
    secrets: [settings.model.apiKey, gitHub.webhookSecret, gitHub.privateKey].filter((secret) => secret !== null),
  };
  const queue = createQueue<RunRequest>({
    concurrency: gitHub.concurrentRuns,
    keyOf: ({ repository, issue }) => `${repository.owner}/${repository.name}#${issue.number}`.toLowerCase(),
    execute: async (request, signal) => onEnd(await executeRun(run, gitHubOrigin(originDeps, request), signal)),
    log,
  });
  const app = sandpiperApp({
    triggerLabel: gitHub.label,
    accept: async ({ id, name, payload }, request) => {
      const delivery = await recordDelivery(settings.dataDirectory, { id, event: name, payload });
      return delivery === 'new' ? queue.enqueue(request) : delivery;
    },
    log,
  });
  const server: WebhookServer = await serveWebhooks(log, gitHub, app);
  return {
    webhookUrl: server.url,
    idle: queue.idle,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await queue.close();
    },
  };
}

/** One run on a checkout of this machine, without GitHub. */
export async function runLocally(
  { run, settings }: Workbench,
  task: { readonly repositoryPath: string; readonly issue: IssueSnapshot },
  signal: AbortSignal,
): Promise<RunEnd> {
  const secrets = [settings.model.apiKey].filter((secret) => secret !== null);
  const origin = localOrigin({ git: run.git, secrets, show: async () => undefined }, task.repositoryPath, task.issue);
  return await executeRun(run, origin, signal);
}

function modelOf({ model }: OperatorSettings, log: Logger) {
  if (model.name === null || model.apiKey === null) {
    throw new Fault('No model is configured.', {
      nextAction: 'Set SANDPIPER_MODEL and OPENAI_API_KEY, and OPENAI_BASE_URL when it is not OpenAI.',
    });
  }
  return openAiModel({
    baseUrl: model.baseUrl,
    apiKey: model.apiKey,
    model: model.name,
    idleTimeoutMs: 120_000,
    requestTimeoutMs: 15 * 60_000,
    retries: { attempts: 6, maxWaitMs: 10 * 60_000 },
    price: findPrice(model.name),
    onRetry: (why, waitMs) => log.warn({ why, waitMs }, 'The model is asked again'),
  });
}

/** The operator's own registry may be at a private address; whatever else they name must be public. */
function egressRules(settings: OperatorSettings, npm: HostNpm): readonly EgressRule[] {
  const scheme = npm.registryUrl.protocol === 'https:' ? 'https' : 'http';
  const port = Number(npm.registryUrl.port) || (scheme === 'https' ? 443 : 80);
  const registry = { host: npm.registryUrl.hostname, port, scheme, addresses: 'any' } as const;
  const others = settings.egressHosts.map((host) => ({
    host: host.toLowerCase(),
    port: 443,
    scheme: 'https' as const,
    addresses: 'public' as const,
  }));
  return [registry, ...others];
}

/** Two installations may share an engine; neither touches the other's boxes. */
function installationOf(settings: OperatorSettings): string {
  return createHash('sha256').update(join(settings.dataDirectory, '.')).digest('hex').slice(0, 12);
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
