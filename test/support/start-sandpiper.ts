import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openWorkbench } from '../../src/composition/open-workbench.ts';
import { startServer } from '../../src/composition/start-server.ts';
import {
  type GitHubSettings,
  gitHubSettings,
  type OperatorSettings,
  operatorSettings,
} from '../../src/config/operator-settings.ts';
import type { LoopbackGitHub, LoopbackSeed } from '../../src/demo/github/loopback-github.ts';
import { readDemoSeed } from '../../src/demo/github/read-demo-seed.ts';
import { startLoopbackGitHub } from '../../src/demo/github/start-loopback-github.ts';
import { type ModelScript, type ScriptedModel, startScriptedModel } from '../../src/demo/model/start-scripted-model.ts';
import { findProfile } from '../../src/model/find-profile.ts';
import { openAiModel } from '../../src/model/openai-model.ts';
import type { RunEvent } from '../../src/run/run-deps.ts';
import type { RunEnd } from '../../src/run/run-outcome.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import { openJobLog } from '../../src/store/job-log.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export type SandpiperOptions = {
  readonly seed?: Partial<LoopbackSeed>;
  readonly steps: ModelScript;
  /** Environment variables an operator would set. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onEvent?: (event: RunEvent) => void;
  /** Whether the server looks after old pull requests; its requests would come in between those of runs. */
  readonly upkeep?: 'on' | 'off';
};

/** The whole product with a real engine and real git; GitHub and the model are played on loopback. */
export interface Sandpiper extends AsyncDisposable {
  readonly gitHub: LoopbackGitHub;
  readonly model: ScriptedModel;
  readonly settings: OperatorSettings;
  /** Labels the issue and waits for the run to end. */
  label(issue?: number, asUser?: string): Promise<RunEnd>;
  /** Waits for the next run to end, whoever asked for it; those that do not match are passed over. */
  nextEnd(matches?: (end: RunEnd) => boolean): Promise<RunEnd>;
  /** Stops the server in good order and starts another one on the same data. */
  restart(): Promise<void>;
  /** Labels the issue and leaves things as a server does that is killed while it works on it. */
  leaveInterrupted(issue: number): Promise<void>;
  idle(): Promise<void>;
  /** The last text of the app's comment on an issue. */
  comment(issue?: number): Promise<string>;
  /** The text of every file in a run's record, by its path there. */
  record(end: RunEnd): Promise<ReadonlyMap<string, string>>;
}

const label = 'agent';

const labelled = z.object({
  installation: z.object({ id: z.number() }),
  repository: z.object({ name: z.string(), owner: z.object({ login: z.string() }) }),
  issue: z.object({ title: z.string(), body: z.string(), updated_at: z.string() }),
  sender: z.object({ login: z.string(), id: z.number() }),
});

export async function startSandpiper(options: SandpiperOptions): Promise<Sandpiper> {
  await using undo = new AsyncDisposableStack();
  const data = undo.use(await temporaryDirectory());
  const model = undo.use(await startScriptedModel(options.steps));
  const gitHub = undo.use(await startLoopbackGitHub({ ...(await readDemoSeed()), ...options.seed }));
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: data.path,
    SANDPIPER_LOG_LEVEL: 'silent',
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_API_KEY: 'a-model-key-that-is-secret',
    SANDPIPER_MODEL: 'gpt-5.4',
    ...options.env,
  });
  const ends: RunEnd[] = [];
  let onEnd: (() => void) | null = null;
  const workbench = undo.use(
    await openWorkbench(
      settings,
      { role: 'server', say: () => undefined, ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }) },
      AbortSignal.timeout(60_000),
    ),
  );
  const run = { ...workbench.run, askModel: impatient(settings) };
  const noteEnd = (end: RunEnd) => {
    ends.push(end);
    onEnd?.();
  };
  const serve = () =>
    startServer({ ...workbench, run }, appSettings(gitHub, options.env), noteEnd, options.upkeep ?? 'off');
  let server = await serve();
  undo.defer(() => server[Symbol.asyncDispose]());
  gitHub.setWebhookUrl(server.webhookUrl);

  const nextEnd = async (matches: (end: RunEnd) => boolean = () => true): Promise<RunEnd> => {
    for (;;) {
      const end = ends.shift();
      if (end !== undefined && matches(end)) return end;
      if (end !== undefined) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      onEnd = resolve;
      await promise;
    }
  };
  const owned = undo.move();
  return {
    gitHub,
    model,
    settings,
    nextEnd,
    idle: () => server.idle(),
    async restart() {
      await server[Symbol.asyncDispose]();
      server = await serve();
      gitHub.setWebhookUrl(server.webhookUrl);
    },
    async leaveInterrupted(issue) {
      await server[Symbol.asyncDispose]();
      const delivery = await gitHub.label(issue, label, 'wader');
      const event = labelled.parse(JSON.parse(delivery?.body ?? '{}'));
      const request = {
        installationId: event.installation.id,
        repository: { owner: event.repository.owner.login, name: event.repository.name },
        issue: { number: issue, title: event.issue.title, body: event.issue.body, author: 'wader' },
        sender: event.sender.login,
        senderId: event.sender.id,
        requestedAt: event.issue.updated_at,
      };
      const jobs = await openJobLog(settings.dataDirectory);
      const content = { priority: 'asked', notBefore: 0, job: { request, task: plainTask } };
      await jobs.move((await jobs.add(`of issue ${issue}`, content, Date.now())).id, 'running');
    },
    async label(issue = 1, asUser = 'wader') {
      await gitHub.label(issue, label, asUser);
      return await nextEnd();
    },
    async comment(issue = 1) {
      const { comments } = await gitHub.issue(issue);
      const own = comments.filter(({ author }) => author === 'sandpiper[bot]');
      if (own.length > 1) throw new Error(`There are ${own.length} comments by the app`);
      return own[0]?.body ?? '';
    },
    record: (end) => readFolder(end.directory),
    async [Symbol.asyncDispose]() {
      const violations = gitHub.contractViolations();
      await owned[Symbol.asyncDispose]();
      if (violations.length > 0) throw new Error(`GitHub would refuse this: ${JSON.stringify(violations)}`);
    },
  };
}

function appSettings(gitHub: LoopbackGitHub, env: SandpiperOptions['env']): GitHubSettings {
  return gitHubSettings({
    APP_ID: String(gitHub.app.id),
    PRIVATE_KEY: gitHub.app.privateKey,
    WEBHOOK_SECRET: gitHub.app.webhookSecret,
    GITHUB_API_URL: gitHub.apiUrl,
    GITHUB_SERVER_URL: gitHub.origin,
    PORT: '0',
    SANDPIPER_CONCURRENT_RUNS: '1',
    ...env,
  });
}

/** The real adapter; it only waits less between its tries. */
function impatient({ model }: OperatorSettings) {
  return openAiModel({
    baseUrl: model.baseUrl,
    apiKey: model.apiKey ?? '',
    model: model.name ?? '',
    idleTimeoutMs: 20_000,
    requestTimeoutMs: 60_000,
    retries: { attempts: 3 },
    profile: findProfile(model.name ?? '', model.baseUrl),
    sleep: async () => undefined,
  });
}

async function readFolder(directory: string): Promise<ReadonlyMap<string, string>> {
  const paths = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = paths.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.map(async (file) => [file.slice(directory.length + 1), await readFile(file, 'utf8')] as const),
  );
  return new Map(texts);
}
