import { join } from 'node:path';
import type { GitHubSettings, OperatorSettings } from '../config/operator-settings.ts';
import { openWorkbench, startServer } from '../index.ts';
import { printEvent } from '../run/print-event.ts';
import type { RunEnd } from '../run/run-outcome.ts';
import type { LoopbackGitHub } from './github/loopback-github.ts';
import { readDemoSeed } from './github/read-demo-seed.ts';
import { startLoopbackGitHub } from './github/start-loopback-github.ts';
import { startScriptedModel } from './model/start-scripted-model.ts';
import { type TidewordsScript, tidewordsScript } from './model/tidewords-script.ts';

export type DemoOptions = {
  readonly settings: OperatorSettings;
  readonly script: TidewordsScript;
  readonly say: (line: string) => void;
};

const maintainer = 'wader';
const issueNumber = 1;

/** Plays one issue through the whole product. Only GitHub and, unless one is configured, the model are played. */
export async function runDemo({ settings, script, say }: DemoOptions, signal: AbortSignal): Promise<number> {
  const startedAt = Date.now();
  say('Sandpiper demo: an issue with the label `agent` becomes a pull request.\n');
  await using model = await startModel(settings, script, say);
  await using gitHub = await startLoopbackGitHub(await readDemoSeed());
  const onEvent = printEvent(say, () => Date.now() - startedAt);
  const workbench = await openWorkbench(
    { ...settings, model: model.settings, dataDirectory: join(settings.dataDirectory, 'demo'), logLevel: 'error' },
    { say, onEvent },
    signal,
  );
  const ended = Promise.withResolvers<RunEnd>();
  await using server = await startServer(workbench, appSettings(gitHub), ended.resolve);
  gitHub.setWebhookUrl(server.webhookUrl);

  const issue = await gitHub.issue(issueNumber);
  say(`\n${maintainer} labels issue #${issueNumber}, ${issue.title}`);
  await gitHub.label(issueNumber, 'agent', maintainer);
  const end = await untilAborted(ended.promise, signal);
  await server.idle();
  await showResult(gitHub, end, say);
  say(`\nThe demo took ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
  return end.outcome.kind === 'published' ? 0 : 1;
}

type DemoModel = AsyncDisposable & { readonly settings: OperatorSettings['model'] };

async function startModel(
  { model }: OperatorSettings,
  script: TidewordsScript,
  say: DemoOptions['say'],
): Promise<DemoModel> {
  if (model.apiKey !== null && model.name !== null) {
    say(`The model is ${model.name} at ${model.baseUrl}.`);
    return { settings: model, [Symbol.asyncDispose]: nothingToStop };
  }
  const scripted = await startScriptedModel(tidewordsScript(script));
  say('The model is scripted; what it causes is real. Set OPENAI_API_KEY and SANDPIPER_MODEL to use your own.');
  return {
    settings: { baseUrl: scripted.baseUrl, apiKey: 'not-a-secret', name: 'scripted' },
    [Symbol.asyncDispose]: () => scripted[Symbol.asyncDispose](),
  };
}

async function nothingToStop(): Promise<void> {
  // The operator's own model goes on.
}

function appSettings(gitHub: LoopbackGitHub): GitHubSettings {
  const { id, privateKey, webhookSecret } = gitHub.app;
  return {
    appId: id,
    privateKey,
    webhookSecret,
    apiUrl: gitHub.apiUrl,
    serverUrl: gitHub.origin,
    host: '127.0.0.1',
    port: 0,
    label: 'agent',
    concurrentRuns: 1,
  };
}

async function showResult(
  gitHub: LoopbackGitHub,
  { outcome, directory }: RunEnd,
  say: DemoOptions['say'],
): Promise<void> {
  const { comments } = await gitHub.issue(issueNumber);
  for (const { author, body } of comments) say(frame(`Comment by ${author} on issue #${issueNumber}`, body));
  for (const pull of await gitHub.pulls()) {
    const state = pull.draft ? 'draft' : 'ready for review';
    say(
      frame(
        `Pull request #${pull.number} (${state}), ${pull.head.ref} into ${pull.base.ref}\n${pull.title}`,
        pull.body ?? '',
      ),
    );
    for (const check of await gitHub.checkRuns(pull.head.sha)) say(`Check run "${check.name}": ${check.conclusion}`);
  }
  if (outcome.kind === 'published') say(`\nVerdict: ${outcome.verdict}. ${outcome.because}`);
  say(`Everything that happened is in ${directory}`);
}

function frame(title: string, text: string): string {
  const rule = '─'.repeat(100);
  return `\n${rule}\n${title}\n${rule}\n${text}\n${rule}`;
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
