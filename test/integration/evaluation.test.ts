import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../../src/composition/open-workbench.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import type { EvaluationDeps, EvaluationOptions } from '../../src/eval/evaluation.ts';
import { renderEvaluation } from '../../src/eval/render-evaluation.ts';
import { runEvaluation } from '../../src/eval/run-evaluation.ts';
import type { TrialResult } from '../../src/eval/trial-result.ts';
import { startTaskModel, type TaskModel } from '../eval/start-task-model.ts';
import { taskScripts } from '../eval/task-scripts.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** The whole product on real boxes, with the manifest in `test/eval` and a scripted model. One test goes on where another ended. */
let undo: AsyncDisposableStack;
let workbench: Workbench;
let model: TaskModel;
let folder: string;

const never = new AbortController().signal;

beforeAll(async () => {
  undo = new AsyncDisposableStack();
  folder = undo.use(await temporaryDirectory()).path;
  model = undo.use(await startTaskModel(taskScripts));
  const settings = operatorSettings();
  workbench = undo.use(
    await openWorkbench(
      {
        ...settings,
        dataDirectory: join(folder, 'data'),
        logLevel: 'silent',
        model: { ...settings.model, baseUrl: model.baseUrl, apiKey: 'a-key-that-is-secret', name: 'scripted' },
        budget: { ...settings.budget, steps: 8 },
      },
      { role: 'local', say: () => undefined },
      AbortSignal.timeout(60_000),
    ),
  );
});
afterAll(() => undo.disposeAsync());

function deps(say: (line: string) => void = () => undefined): EvaluationDeps {
  return { run: workbench.run, resolveImage: async (image) => image, secrets: ['a-key-that-is-secret'], say };
}

function options(different: Partial<EvaluationOptions> = {}): EvaluationOptions {
  return {
    manifestPath: join(import.meta.dirname, '../eval/manifest.json'),
    attempts: 1,
    harnesses: ['sandpiper', 'bash-only'],
    concurrency: 2,
    out: join(folder, 'out'),
    only: null,
    retryFailed: false,
    maxCostUsd: null,
    ...different,
  };
}

const classesOf = (results: readonly TrialResult[]) =>
  Object.fromEntries(results.map(({ task, harness, outcome }) => [`${task}, ${harness}`, outcome]));

test('every trial is graded into the class it belongs to', { timeout: 240_000 }, async () => {
  const summary = await runEvaluation(deps(), options(), never);

  expect(classesOf(summary.results)).toEqual({
    'page-range, sandpiper': 'resolved',
    'page-range, bash-only': 'failed-model',
    'parse-duration, sandpiper': 'wrong-fix',
    'parse-duration, bash-only': 'resolved',
    'shared-defaults, sandpiper': 'wrong-fix',
    'shared-defaults, bash-only': 'broke-tests',
    'slug, sandpiper': 'resolved',
    'slug, bash-only': 'wrong-fix',
    'csv-line, sandpiper': 'gave-up',
    'csv-line, bash-only': 'no-change',
    'retry, sandpiper': 'step-limit',
    'retry, bash-only': 'no-tool-calls',
    'leap-year, sandpiper': 'resolved',
    'leap-year, bash-only': 'needless-change',
  });
  expect(summary.isComplete).toBe(true);
  const found = (task: string, harness: string) =>
    summary.results.find((result) => result.task === task && result.harness === harness);
  expect(found('slug', 'bash-only')).toMatchObject({
    verdict: 'regression-safe',
    agrees: null,
    notFixed: ['test/slug.test.js > keeps letters that have an accent, without it'],
  });
  expect(found('shared-defaults', 'bash-only')?.broken).toEqual([
    'test/make-request.test.js > asks for JSON unless told otherwise',
  ]);
  expect(found('shared-defaults', 'sandpiper')?.verdict).not.toBe('verified');
  expect(found('page-range', 'sandpiper')).toMatchObject({ verdict: 'verified', agrees: true });
  expect(found('parse-duration', 'bash-only')).toMatchObject({ steps: 3, inputTokens: 3_300, outputTokens: 150 });
  expect(summary.harnesses).toMatchObject([
    { harness: 'sandpiper', tasks: 7, resolved: 3 },
    { harness: 'bash-only', tasks: 7, resolved: 1 },
  ]);
  expect(summary.comparisons).toMatchObject([{ tasks: 7, oneBetter: 3, otherBetter: 1 }]);
  const text = renderEvaluation(summary).join('\n');
  expect(text).toContain('sandpiper with scripted: 1 gave-up, 3 resolved, 1 step-limit, 2 wrong-fix');
  expect(JSON.parse(await readFile(join(folder, 'out/summary.json'), 'utf8'))).toMatchObject({ isComplete: true });
});

test('a second start does nothing again, and a failure of the model only when asked', {
  timeout: 120_000,
}, async () => {
  const asked = model.requests();
  const said: string[] = [];

  const again = await runEvaluation(
    deps((line) => said.push(line)),
    options(),
    never,
  );

  expect(model.requests()).toBe(asked);
  expect(said).toEqual(['14 of 14 trials have a result already.']);
  expect(again.results).toHaveLength(14);

  model.replace('page-range', 'bash-only', taskScripts['csv-line']?.['bash-only'] ?? []);
  const retried = await runEvaluation(deps(), options({ retryFailed: true }), never);

  expect(classesOf(retried.results)).toMatchObject({ 'page-range, bash-only': 'no-change' });
  expect(retried.results).toHaveLength(14);
});

test('a start that is killed in the middle of a line goes on behind it', { timeout: 120_000 }, async () => {
  const out = join(folder, 'killed');
  await cp(join(folder, 'out'), out, { recursive: true });
  const file = join(out, 'results.jsonl');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${lines.slice(0, 13).join('\n')}\n${lines[13]?.slice(0, 50)}`);
  const said: string[] = [];

  const summary = await runEvaluation(
    deps((line) => said.push(line)),
    options({ out }),
    never,
  );

  expect(said[0]).toBe('13 of 14 trials have a result already.');
  expect(said).toHaveLength(2);
  expect(summary).toMatchObject({ isComplete: true, results: { length: 14 } });
});

test('a stop leaves no result of what was going on, no box, and what is known so far', {
  timeout: 120_000,
}, async () => {
  const stop = new AbortController();
  const out = join(folder, 'stopped');
  const only = ['page-range', 'retry'];
  const say = () => stop.abort();

  const summary = await runEvaluation(
    deps(say),
    options({ out, only, harnesses: ['sandpiper'], concurrency: 1 }),
    stop.signal,
  );

  expect(classesOf(summary.results)).toEqual({ 'page-range, sandpiper': 'resolved' });
  expect(summary.isComplete).toBe(false);
  expect(await Array.fromAsync(workbench.run.sandboxes.list())).toEqual([]);

  const rest = await runEvaluation(deps(), options({ out, only, harnesses: ['sandpiper'] }), never);
  expect(classesOf(rest.results)).toEqual({ 'page-range, sandpiper': 'resolved', 'retry, sandpiper': 'step-limit' });
});

test('a manifest whose tests are not what it says is refused before the model is asked', {
  timeout: 60_000,
}, async () => {
  const manifest = join(folder, 'wrong.json');
  const own: { tasks: { id: string; repository: string; failToPass: string[]; passToPass: unknown }[] } = JSON.parse(
    await readFile(options().manifestPath, 'utf8'),
  );
  const tasks = own.tasks
    .filter(({ id }) => id === 'page-range')
    .map((task) => ({
      ...task,
      repository: join(import.meta.dirname, '../eval', task.repository),
      failToPass: ['test/page-range.test.js > begins at the first page'],
      passToPass: ['test/page-range.test.js > is not there'],
    }));
  await writeFile(manifest, JSON.stringify({ ...own, tasks }));
  const asked = model.requests();

  const evaluating = runEvaluation(deps(), options({ manifestPath: manifest, out: join(folder, 'wrong') }), never);

  await expect(evaluating).rejects.toThrow(
    /task page-range, failToPass: passes at the base already: .*\n.*task page-range, passToPass: does not pass at the base: /,
  );
  expect(model.requests()).toBe(asked);
});
