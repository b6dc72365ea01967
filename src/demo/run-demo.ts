import { join } from 'node:path';
import { openWorkbench } from '../composition/open-workbench.ts';
import { startServer } from '../composition/start-server.ts';
import { type GitHubSettings, gitHubSettings, type OperatorSettings } from '../config/operator-settings.ts';
import type { RunEnd } from '../run/run-outcome.ts';
import { describeOutcome } from '../run/telling/describe-outcome.ts';
import { printEvent } from '../run/telling/print-event.ts';
import { untilAborted } from '../until-aborted.ts';
import type { LoopbackGitHub } from './github/loopback-github.ts';
import { readDemoSeed } from './github/read-demo-seed.ts';
import { startLoopbackGitHub } from './github/start-loopback-github.ts';
import { startScriptedModel } from './model/start-scripted-model.ts';
import { type TidewordsScript, tidewordsScript } from './model/tidewords-script.ts';
import { cutLine, plainMarkdown, printPullRequest } from './print-pull-request.ts';

export type DemoOptions = {
  readonly settings: OperatorSettings;
  readonly script: TidewordsScript;
  readonly say: (line: string) => void;
  /** Of the terminal, in characters: longer lines of the result are cut. */
  readonly width: number;
};

const maintainer = 'wader';
const issueNumber = 1;

/** Plays one issue through the whole product. Only GitHub and, unless one is configured, the model are played. */
export async function runDemo({ settings, script, say, width }: DemoOptions, signal: AbortSignal): Promise<number> {
  const startedAt = Date.now();
  say('Sandpiper demo: an issue with the label `agent` becomes a pull request.\n');
  await using model = await startModel(settings, script, say);
  await using gitHub = await startLoopbackGitHub(await readDemoSeed());
  const onEvent = printEvent(say, () => Date.now() - startedAt);
  await using workbench = await openWorkbench(
    { ...settings, model: model.settings, dataDirectory: join(settings.dataDirectory, 'demo'), logLevel: 'error' },
    { role: 'server', say, onEvent },
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
  await showResult(gitHub, { end, width, say });
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
    if (script !== 'right-fix')
      say('--wrong-fix is ignored: it is for the scripted model, and this one is not scripted.');
    return { settings: model, [Symbol.asyncDispose]: nothingToStop };
  }
  const scripted = await startScriptedModel(tidewordsScript(script));
  say('The model is scripted; what it causes is real. Set OPENAI_API_KEY and SANDPIPER_MODEL to use your own.');
  return {
    settings: { ...model, baseUrl: scripted.baseUrl, apiKey: 'not-a-secret', name: 'scripted' },
    [Symbol.asyncDispose]: () => scripted[Symbol.asyncDispose](),
  };
}

async function nothingToStop(): Promise<void> {
  // The operator's own model goes on.
}

function appSettings(gitHub: LoopbackGitHub): GitHubSettings {
  return gitHubSettings({
    APP_ID: String(gitHub.app.id),
    PRIVATE_KEY: gitHub.app.privateKey,
    WEBHOOK_SECRET: gitHub.app.webhookSecret,
    GITHUB_API_URL: gitHub.apiUrl,
    GITHUB_SERVER_URL: gitHub.origin,
    PORT: '0',
  });
}

type Shown = { readonly end: RunEnd; readonly width: number; readonly say: DemoOptions['say'] };

async function showResult(gitHub: LoopbackGitHub, { end, width, say }: Shown): Promise<void> {
  say('');
  for (const line of describeOutcome(end.outcome)) say(cutLine(line, width));
  for (const pull of await gitHub.pulls()) {
    for (const line of printPullRequest(pull, width)) say(line);
    for (const { name, conclusion } of await gitHub.checkRuns(pull.head.sha))
      say(`\nCheck run: ${name}, ${conclusion}`);
  }
  const { comments } = await gitHub.issue(issueNumber);
  for (const { author, body } of comments) {
    say(`\nComment by ${author} on issue #${issueNumber}:`);
    for (const line of plainMarkdown(body)) say(cutLine(line, width));
  }
  say(`\nEverything that happened is in ${end.directory}`);
}
