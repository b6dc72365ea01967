#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gitHubSettings, operatorSettings } from './config/operator-settings.ts';
import { Fault } from './errors.ts';
import { diagnoseMachine, openWorkbench, runLocally, startServer } from './index.ts';
import { cleanText } from './report/clean-text.ts';
import { describeOutcome } from './run/describe-outcome.ts';
import { printEvent } from './run/print-event.ts';
import type { RunEnd } from './run/run-outcome.ts';
import type { IssueSnapshot } from './run/run-request.ts';
import { ensureEngine } from './sandbox/engine/ensure-engine.ts';
import { checkImage, type ImageVerdict } from './sandbox/images/check-image.ts';
import { imageReference } from './sandbox/images/image-reference.ts';
import { listImages } from './sandbox/images/list-images.ts';
import { resolveImage } from './sandbox/images/resolve-image.ts';
import { sandboxImages } from './sandbox/images/sandbox-image.ts';

const usage = `sandpiper <command>

  serve                          receive webhooks from GitHub and work on labelled issues
  run --repo <path> --issue <file|text>
                                 work on an issue in a local checkout; leaves a branch and a report
  demo [--wrong-fix]             watch one issue become a pull request, with GitHub and the model on loopback
  doctor                         try out what this machine can do, and say what is refused and why
  images build [name|folder …]   build sandbox images: ours by name, yours by a folder with a Dockerfile
  images list                    the images of this release, and what else was built here
  images check <name|reference>  whether sandboxes can be made of an image

Settings come from the environment; README.md lists them.
`;

type Command = (args: string[], signal: AbortSignal) => Promise<number>;

const commands: Readonly<Record<string, Command>> = { serve, run, demo, doctor, images };

// Not by the last handle: a pause that a library keeps, for an hour at worst, must not keep the process.
process.exit(await main(process.argv.slice(2)));

async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name ?? ''] : undefined;
  if (command === undefined) {
    process.stderr.write(usage);
    return name === undefined || name === '--help' || name === 'help' ? 0 : 2;
  }
  const stop = stopOnSignal();
  try {
    return await command(args, stop);
  } catch (error) {
    if (stop.aborted) return 130;
    return explain(error);
  }
}

async function serve(_args: string[], signal: AbortSignal): Promise<number> {
  const settings = operatorSettings();
  const gitHub = gitHubSettings();
  await using workbench = await openWorkbench(settings, { role: 'server', say }, signal);
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
  await using workbench = await openWorkbench(
    { ...operatorSettings(), logLevel: 'error' },
    { role: 'local', say, onEvent },
    signal,
  );
  const end = await runLocally(workbench, { repositoryPath: resolve(values.repo), issue }, signal);
  return reportEnd(end);
}

async function demo(args: string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ args, options: { 'wrong-fix': { type: 'boolean', default: false } } });
  const { runDemo } = await import('./demo/run-demo.ts');
  return await runDemo(
    {
      settings: operatorSettings(),
      say,
      width: process.stdout.columns ?? 120,
      script: values['wrong-fix'] ? 'wrong-fix' : 'right-fix',
    },
    signal,
  );
}

async function doctor(_args: string[], signal: AbortSignal): Promise<number> {
  const { text, exitCode } = await diagnoseMachine(operatorSettings(), say, signal);
  say(text);
  return exitCode;
}

async function images([action, ...names]: readonly string[], signal: AbortSignal): Promise<number> {
  const docker = await ensureEngine({ ...operatorSettings(), say }, signal);
  switch (action) {
    case 'build':
      for (const name of names.length > 0 ? names : ['node']) {
        say(`${name}: ${await resolveImage({ docker, say }, name, signal)}`);
      }
      return 0;
    case 'list':
      for (const { kind, bytes, reference } of await listImages(docker)) {
        say(`${kind.padEnd(8)} ${`${Math.round(bytes / 1e6)} MB`.padStart(8)}  ${reference}`);
      }
      return 0;
    case 'check':
      if (names[0] !== undefined) return reportVerdict(await checkImage(docker, await referenceOf(names[0]), signal));
  }
  process.stderr.write(usage);
  return 2;
}

async function referenceOf(wanted: string): Promise<string> {
  const ours = sandboxImages.find((image) => image === wanted);
  return ours === undefined ? wanted : await imageReference(ours);
}

function reportVerdict({ reference, accepted, checks }: ImageVerdict): number {
  for (const { name, passed, detail } of checks) say(`${passed ? 'ok    ' : 'FAILED'} ${name}: ${detail}`);
  say(accepted ? `Sandboxes can be made of ${reference}.` : `Sandboxes cannot be made of ${reference}.`);
  return accepted ? 0 : 1;
}

/** The first line is the title, the rest the description. */
async function readIssue(source: string): Promise<IssueSnapshot> {
  const text = await readFile(source, 'utf8').catch((cause: unknown) => {
    if (looksLikeText(source)) return source;
    throw new Fault(`The issue ${source} could not be read.`, {
      cause,
      nextAction: 'Name a file that is there, or give the text of the issue itself, in more than one word.',
    });
  });
  const [title = '', ...rest] = text.trim().split('\n');
  return { number: null, title: title.replace(/^#+\s*/, ''), body: rest.join('\n').trim() || title, author: null };
}

function looksLikeText(source: string): boolean {
  return /\s/.test(source.trim());
}

function reportEnd({ outcome, directory }: RunEnd): number {
  say('');
  for (const line of describeOutcome(outcome)) say(line);
  if (outcome.kind === 'published') say(`Report:  ${directory}/pull-request.md`);
  say(`Record:  ${directory}`);
  const isGood = outcome.kind === 'no-change' || (outcome.kind === 'published' && !outcome.draft);
  return isGood ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function explain(error: unknown): number {
  if (isMisuse(error)) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 2;
  }
  const words =
    error instanceof Fault
      ? [error.message, error.log ?? '', error.nextAction ?? ''].filter((text) => text !== '').map(cleanText)
      : ['This is a bug in Sandpiper:', error instanceof Error ? (error.stack ?? error.message) : String(error)];
  process.stderr.write(`\n${words.join('\n')}\n`);
  return 1;
}

function isMisuse(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
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
