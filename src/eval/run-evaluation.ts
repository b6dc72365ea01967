import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '../errors.ts';
import { inPool } from '../run/in-pool.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { lockDirectory } from '../store/lock-directory.ts';
import { checkTask } from './check-task.ts';
import { isFailure } from './classify-trial.ts';
import { destroyLeftBoxes } from './destroy-left-boxes.ts';
import type { EvaluationDeps, EvaluationOptions } from './evaluation.ts';
import type { Expectation } from './grade.ts';
import { type PreparedTask, prepareTask } from './prepare-task.ts';
import { readManifest } from './read-manifest.ts';
import { openResultLog, type ResultLog } from './result-log.ts';
import { runTrial, type Trial } from './run-trial.ts';
import { type EvaluationSummary, summarise } from './summarise.ts';
import type { TrialResult } from './trial-result.ts';

/**
 * Tries every task of a manifest with every harness, as often as asked, and grades each change by the tests of the task. Leaves
 * `results.jsonl`, `summary.json` and the runs' records in the folder `out`; what is there already is not done again. When the
 * signal is aborted, trials that go on leave no result, and it ends with what is known by then, `isComplete: false`; it
 * rejects when nothing has begun. Throws a `Fault` for a mistake in the manifest, found before any model is asked.
 */
export async function runEvaluation(
  deps: EvaluationDeps,
  options: EvaluationOptions,
  signal: AbortSignal,
): Promise<EvaluationSummary> {
  const out = resolve(options.out);
  const manifest = await readManifest(options.manifestPath, options.only);
  await using _lock = await lockDirectory(out);
  const log = await openResultLog(join(out, 'results.jsonl'));
  await destroyLeftBoxes(deps.run.sandboxes, out);
  const here = { ...deps, run: await runDepsIn(deps.run, out) };
  const evaluation = { deps: here, options, log, out };
  const summary = await measure(evaluation, manifest, signal);
  await save(join(out, 'summary.json'), { ...conditionsOf(here.run), ...summary });
  return summary;
}

type Evaluation = {
  readonly deps: EvaluationDeps;
  readonly options: EvaluationOptions;
  readonly log: ResultLog;
  readonly out: string;
};

async function measure(
  evaluation: Evaluation,
  manifest: Awaited<ReturnType<typeof readManifest>>,
  signal: AbortSignal,
): Promise<EvaluationSummary> {
  const { deps, options, log, out } = evaluation;
  const prepared: PreparedTask[] = [];
  for (const task of manifest.tasks) {
    prepared.push(await prepareTask(deps, { task, manifestDirectory: manifest.directory, out }, signal));
  }
  const trials = await planTrials(evaluation, prepared, signal);
  const missing = trials.filter(({ key }) => !isDone(log.find(key), options));
  sayWhatIsThere(evaluation, { done: trials.length - missing.length, all: trials.length });
  const progress = { done: trials.length - missing.length, all: trials.length };
  await inPool(
    { items: missing, width: options.concurrency },
    async (trial, either) => {
      if (isSpent(evaluation, trials)) return;
      const result = await runTrial(deps, trial, either);
      await log.append(result);
      progress.done += 1;
      deps.say(describeTrial(result, progress));
    },
    signal,
  );
  if (isSpent(evaluation, trials)) deps.say(`The limit of $${options.maxCostUsd} for all trials is reached.`);
  const results = trials.flatMap(({ key }) => log.find(key) ?? []);
  return summarise(results, results.length === trials.length && !signal.aborted);
}

function sayWhatIsThere(
  { deps, log }: Evaluation,
  { done, all }: { readonly done: number; readonly all: number },
): void {
  if (done > 0) deps.say(`${done} of ${all} trials have a result already.`);
  if (log.size > done) deps.say(`The folder holds ${log.size - done} more, of other tasks, tries or settings.`);
}

/** Tries of one task lie far apart, and harnesses alternate, so that what is there at any time is fit to be compared. */
async function planTrials(
  { deps, options }: Evaluation,
  prepared: readonly PreparedTask[],
  signal: AbortSignal,
): Promise<readonly Trial[]> {
  const expectations = await checkTasks({ deps, options }, prepared, signal);
  const conditions = JSON.stringify(conditionsOf(deps.run));
  const model = deps.run.settings.model.name;
  const attempts = Array.from({ length: options.attempts }, (_, index) => index + 1);
  return attempts.flatMap((attempt) =>
    prepared.flatMap((one) =>
      options.harnesses.map((harness) => ({
        key: { task: one.task.id, harness, model, attempt, digest: digestOf(one.digest + conditions) },
        prepared: one,
        expectation: expectations.get(one.task.id) ?? nothingExpected,
      })),
    ),
  );
}

const nothingExpected: Expectation = { failToPass: [], passToPass: [] };

async function checkTasks(
  { deps, options }: Pick<Evaluation, 'deps' | 'options'>,
  prepared: readonly PreparedTask[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Expectation>> {
  const expectations = new Map<string, Expectation>();
  const mistakes: string[] = [];
  await inPool(
    { items: prepared, width: options.concurrency },
    async (one, either) => {
      const check = await checkTask(deps.run, one, either);
      if (check.ok) expectations.set(one.task.id, check.expectation);
      else mistakes.push(...check.mistakes);
    },
    signal,
  );
  signal.throwIfAborted();
  if (mistakes.length === 0) return expectations;
  throw new Fault(
    `Tasks of the manifest are not what they claim to be:\n${mistakes.map((one) => `  ${one}`).join('\n')}`,
    {
      nextAction: 'Correct the manifest, or leave these tasks out.',
    },
  );
}

function isSpent({ options: { maxCostUsd }, log }: Evaluation, trials: readonly Trial[]): boolean {
  const spent = trials.reduce((sum, { key }) => sum + (log.find(key)?.costUsd ?? 0), 0);
  return maxCostUsd !== null && spent >= maxCostUsd;
}

function isDone(result: TrialResult | null, { retryFailed }: EvaluationOptions): boolean {
  return result !== null && !(retryFailed && isFailure(result.outcome));
}

/** Everything the runs leave lies in the folder of the evaluation, scratch files on the same file system as the mirrors. */
async function runDepsIn(run: RunDeps, out: string): Promise<RunDeps> {
  const scratch = join(out, 'scratch');
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  return { ...run, git: { ...run.git, scratch }, settings: { ...run.settings, dataDirectory: out } };
}

/** What is the same for every trial and must be for them to be compared. A price that is corrected makes nobody pay again. */
function conditionsOf({ settings }: RunDeps) {
  const { price: _price, ...model } = settings.model;
  const { budget, limits, isolation, storage, installTimeoutMs } = settings;
  return { model, budget, limits, isolation, storage, installTimeoutMs };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function describeTrial(result: TrialResult, { done, all }: { readonly done: number; readonly all: number }): string {
  const { task, harness, attempt, outcome, verdict, steps, minutes, reason } = result;
  const facts = [outcome, verdict, `${steps} steps`, `${minutes.toFixed(1)} min`, reason].filter(
    (fact) => fact !== null,
  );
  return `[${done}/${all}] ${task}, ${harness}, try ${attempt}: ${facts.join(', ')}`;
}

/** Never half there. */
async function save(file: string, content: object): Promise<void> {
  await writeFile(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`);
  await rename(`${file}.part`, file);
}
