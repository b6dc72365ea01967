import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkbench } from '../composition/open-workbench.ts';
import { operatorSettings } from '../config/operator-settings.ts';
import type { Harness } from '../eval/evaluation.ts';
import { renderEvaluation } from '../eval/render-evaluation.ts';
import { runEvaluation } from '../eval/run-evaluation.ts';
import { Misuse } from './command.ts';
import { say } from './say.ts';

/** Tries the tasks of a manifest, grades what comes out, and prints a table. What was done already is not done again. */
export async function evaluate(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      attempts: { type: 'string', default: '1' },
      harness: { type: 'string', multiple: true, default: ['sandpiper'] },
      concurrency: { type: 'string', default: '2' },
      out: { type: 'string', default: 'evaluation' },
      only: { type: 'string', multiple: true },
      'retry-failed': { type: 'boolean', default: false },
      'max-cost': { type: 'string' },
    },
  });
  const manifestPath = positionals[0];
  if (manifestPath === undefined) throw new Misuse('eval needs a manifest.');
  const settings = operatorSettings();
  await using workbench = await openWorkbench({ ...settings, logLevel: 'error' }, { role: 'local', say }, signal);
  const summary = await runEvaluation(
    {
      run: workbench.run,
      resolveImage: workbench.resolveImage,
      secrets: [settings.model.apiKey].filter((secret) => secret !== null),
      say,
    },
    {
      manifestPath: resolve(manifestPath),
      attempts: count('attempts', values.attempts),
      harnesses: values.harness.map(readHarness),
      concurrency: count('concurrency', values.concurrency),
      out: resolve(values.out),
      only: values.only ?? null,
      retryFailed: values['retry-failed'],
      maxCostUsd: values['max-cost'] === undefined ? null : amount('max-cost', values['max-cost']),
    },
    signal,
  );
  for (const line of renderEvaluation(summary)) say(line);
  say(`Results, summary and the record of each run are in ${resolve(values.out)}.`);
  if (signal.aborted) return 130;
  return summary.isComplete ? 0 : 1;
}

const harnesses: readonly Harness[] = ['sandpiper', 'bash-only'];

function readHarness(text: string): Harness {
  const found = harnesses.find((harness) => harness === text);
  if (found === undefined) throw new Misuse(`There is no harness ${text}; there are: ${harnesses.join(', ')}.`);
  return found;
}

function count(option: string, text: string): number {
  const value = amount(option, text);
  if (!Number.isInteger(value)) throw new Misuse(`--${option} has to be a whole number.`);
  return value;
}

function amount(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Misuse(`--${option} has to be a number above 0.`);
  return value;
}
