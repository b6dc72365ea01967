#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gitHubSettings, operatorSettings } from './config/operator-settings.ts';
import { Fault } from './errors.ts';
import { openWorkbench, prepareMachine, runLocally, startServer } from './index.ts';
import { printEvent } from './run/print-event.ts';
import type { RunEnd } from './run/run-outcome.ts';
import type { IssueSnapshot } from './run/run-request.ts';

const usage = `sandpiper <command>

  serve                          receive webhooks from GitHub and work on labelled issues
  run --repo <path> --issue <file|text>
                                 work on an issue in a local checkout; leaves a branch and a report
  demo [--wrong-fix]             watch one issue become a pull request, with GitHub and the model on loopback
  images                         build the sandbox images

Settings come from the environment; README.md lists them.
`;

type Command = (args: string[], signal: AbortSignal) => Promise<number>;

const commands: Readonly<Record<string, Command>> = { serve, run, demo, images };

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = commands[name ?? ''];
  if (command === undefined) {
    process.stderr.write(usage);
    return name === undefined || name === '--help' || name === 'help' ? 0 : 2;
  }
  const stop = stopOnSignal();
  try {
    return await command(args, stop);
  } catch (error) {
    if (stop.aborted) return 130;
    explain(error);
    return 1;
  }
}

async function serve(_args: string[], signal: AbortSignal): Promise<number> {
  const settings = operatorSettings();
  const gitHub = gitHubSettings();
  const workbench = await openWorkbench(settings, { say }, signal);
  await using server = await startServer(workbench, gitHub);
  say(`Listening for webhooks at ${server.webhookUrl}`);
  await aborted(signal);
  say('Stopping: runs under way are ended and say so on their issues.');
  return 0;
}

async function run(args: string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { repo: { type: 'string' }, issue: { type: 'string' } },
  });
  if (values.repo === undefined || values.issue === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const issue = await readIssue(values.issue);
  const startedAt = Date.now();
  const onEvent = printEvent(
    (line) => say(line),
    () => Date.now() - startedAt,
  );
  const workbench = await openWorkbench({ ...operatorSettings(), logLevel: 'error' }, { say, onEvent }, signal);
  const end = await runLocally(workbench, { repositoryPath: resolve(values.repo), issue }, signal);
  return reportEnd(end);
}

async function demo(args: string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ args, options: { 'wrong-fix': { type: 'boolean', default: false } } });
  const { runDemo } = await import('./demo/run-demo.ts');
  return await runDemo(
    { settings: operatorSettings(), say, script: values['wrong-fix'] ? 'wrong-fix' : 'right-fix' },
    signal,
  );
}

async function images(_args: string[], signal: AbortSignal): Promise<number> {
  await prepareMachine(operatorSettings(), say, signal);
  say('The sandbox images are built.');
  return 0;
}

/** The first line is the title, the rest the description. */
async function readIssue(source: string): Promise<IssueSnapshot> {
  const text = await readFile(source, 'utf8').catch(() => source);
  const [title = '', ...rest] = text.trim().split('\n');
  return { number: null, title: title.replace(/^#+\s*/, ''), body: rest.join('\n').trim() || title, author: null };
}

function reportEnd({ outcome, directory }: RunEnd): number {
  say('');
  if (outcome.kind === 'published' && outcome.publication.kind === 'branch') {
    say(`Verdict: ${outcome.verdict}. The change is on branch ${outcome.publication.branch}.`);
    say(`Report:  ${directory}/pull-request.md`);
  } else if (outcome.kind === 'failed') {
    say(`Failed while ${outcome.stage}: ${outcome.failure.reason}`);
    if (outcome.failure.log !== null) say(outcome.failure.log);
    say(outcome.failure.nextAction);
  } else {
    say(`The run ended without a change (${outcome.kind}).`);
  }
  say(`Record:  ${directory}`);
  return outcome.kind === 'published' || outcome.kind === 'no-change' ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function explain(error: unknown): void {
  if (error instanceof Fault) process.stderr.write(`\n${error.message}\n${error.nextAction ?? ''}\n`);
  else process.stderr.write(`\nThis is a bug in Sandpiper:\n${error instanceof Error ? error.stack : String(error)}\n`);
}

/** The first signal ends the work in good order; a second one ends the process. */
function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stopping.abort(new DOMException(`Stopped by ${name}`, 'AbortError')));
  }
  return stopping.signal;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
