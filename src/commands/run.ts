import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkbench } from '../composition/open-workbench.ts';
import { runLocally } from '../composition/run-locally.ts';
import { operatorSettings } from '../config/operator-settings.ts';
import { Fault } from '../errors.ts';
import type { IssueSnapshot } from '../run/origins/run-request.ts';
import type { RunEnd } from '../run/run-outcome.ts';
import { describeOutcome } from '../run/telling/describe-outcome.ts';
import { printEvent } from '../run/telling/print-event.ts';
import { Misuse } from './command.ts';
import { say } from './say.ts';

export async function run(args: string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { repo: { type: 'string' }, issue: { type: 'string' } },
  });
  if (values.repo === undefined || values.issue === undefined) {
    throw new Misuse('run needs --repo and --issue.');
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
