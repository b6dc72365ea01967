import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunDeps } from '../run/run-deps.ts';
import { newRunId } from '../store/run-record.ts';
import { describeExit } from '../verify/describe-exit.ts';
import type { SuiteResult } from '../verify/suite.ts';
import { type Expectation, passedTests } from './grade.ts';
import type { PreparedTask } from './prepare-task.ts';
import { runSuiteOfTask } from './run-suite-of-task.ts';

/** What the tests of the task say about its base, or what is wrong with the task. */
export type TaskCheck =
  | { readonly ok: true; readonly expectation: Expectation }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** Runs the tests of the task at its base, once for as long as the task stays the same. */
export async function checkTask(deps: RunDeps, prepared: PreparedTask, signal: AbortSignal): Promise<TaskCheck> {
  const file = join(deps.settings.dataDirectory, 'bases', `${prepared.task.id}-${prepared.digest}.json`);
  const known = await readKnown(file);
  if (known !== null) return judgeBase(prepared, known);
  const { mirror } = prepared;
  const commit = { mirror, sha: mirror.baseSha, recordId: `${newRunId(new Date(deps.now()))}-base` };
  const base = observe(await runSuiteOfTask(deps, prepared, commit, signal));
  await mkdir(join(deps.settings.dataDirectory, 'bases'), { recursive: true });
  await writeFile(`${file}.part`, JSON.stringify(base));
  await rename(`${file}.part`, file);
  return judgeBase(prepared, base);
}

const observedBase = z.object({ ran: z.boolean(), how: z.string(), passed: z.array(z.string()).readonly() });
type ObservedBase = z.infer<typeof observedBase>;

async function readKnown(file: string): Promise<ObservedBase | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : observedBase.parse(JSON.parse(text));
}

function observe(suite: SuiteResult): ObservedBase {
  const last = suite.test ?? suite.install;
  const how = last === null ? 'was not run' : `\`${last.command}\` ${describeExit(last.exit)}`;
  return { ran: suite.test?.exit.reason === 'exited', how, passed: passedTests(suite) };
}

function judgeBase({ task }: PreparedTask, { ran, how, passed }: ObservedBase): TaskCheck {
  if (!ran) return { ok: false, mistakes: [`task ${task.id}, test: at the base, ${how}`] };
  const passes = new Set(passed);
  const mistakes = [
    ...task.failToPass.filter((id) => passes.has(id)).map((id) => `failToPass: passes at the base already: ${id}`),
    ...(task.passToPass === 'all' ? [] : task.passToPass)
      .filter((id) => !passes.has(id))
      .map((id) => `passToPass: does not pass at the base: ${id}`),
  ];
  if (mistakes.length > 0) return { ok: false, mistakes: mistakes.map((mistake) => `task ${task.id}, ${mistake}`) };
  const passToPass = task.passToPass === 'all' ? passed : task.passToPass;
  return { ok: true, expectation: { failToPass: task.failToPass, passToPass } };
}
