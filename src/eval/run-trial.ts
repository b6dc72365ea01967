import type { Attempt } from '../agent/attempt.ts';
import { bashOnlySolver } from '../agent/bash-only/bash-only-solver.ts';
import { sandpiperSolver } from '../agent/sandpiper-solver.ts';
import type { Solver } from '../agent/solver.ts';
import { Fault } from '../errors.ts';
import { addUsage } from '../model/add-usage.ts';
import { type AskModel, ModelFault, type Usage } from '../model/ask-model.ts';
import { cleanText } from '../report/clean-text.ts';
import { redact } from '../report/redact.ts';
import { executeRun } from '../run/execute-run.ts';
import type { RunDeps } from '../run/run-deps.ts';
import type { RunEnd, RunOutcome } from '../run/run-outcome.ts';
import { plainTask } from '../run/task/run-task.ts';
import { classifyTrial } from './classify-trial.ts';
import type { EvaluationDeps, Harness } from './evaluation.ts';
import { type EvaluationOrigin, evaluationOrigin } from './evaluation-origin.ts';
import { type Expectation, type Grade, grade } from './grade.ts';
import type { PreparedTask } from './prepare-task.ts';
import { runSuiteOfTask } from './run-suite-of-task.ts';
import { settingsFor } from './settings-for.ts';
import type { TrialKey, TrialResult } from './trial-result.ts';

/** One harness on one task, once. */
export type Trial = {
  readonly key: TrialKey;
  readonly prepared: PreparedTask;
  readonly expectation: Expectation;
};

const solvers: Readonly<Record<Harness, Solver>> = { sandpiper: sandpiperSolver, 'bash-only': bashOnlySolver };

/** Takes the task through the product's own pipeline and grades what comes out. Rejects when the signal is aborted: then there is no result. */
export async function runTrial(deps: EvaluationDeps, trial: Trial, signal: AbortSignal): Promise<TrialResult> {
  const { run } = deps;
  const startedAt = run.now();
  const watch = watchAgent(solvers[trial.key.harness]);
  const origin = evaluationOrigin(trial.prepared, deps.secrets);
  const end = await executeRun(runDepsOf(run, trial, watch), origin, plainTask, signal);
  signal.throwIfAborted();
  const minutes = (run.now() - startedAt) / 60_000;
  const graded = await gradeTrial(run, trial, { end, origin }, signal);
  return {
    ...resultOf(trial, { ...end, ...graded, secrets: deps.secrets }, watch),
    minutes,
    endedAt: new Date(run.now()).toISOString(),
  };
}

/** What the agent used, also when its run comes to nothing. */
type AgentWatch = { readonly solver: Solver; attempt: Attempt | null; steps: number; usage: Usage };

function watchAgent(solver: Solver): AgentWatch {
  const watch: AgentWatch = {
    attempt: null,
    steps: 0,
    usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 },
    solver: {
      ...solver,
      async solve(deps, prompt, budget, signal) {
        const record: typeof deps.record = (event) => {
          if (event.type === 'answer') watch.steps = event.step;
          deps.record(event);
        };
        const askModel = countUsage(deps.askModel, (usage) => {
          watch.usage = addUsage(watch.usage, usage);
        });
        watch.attempt = await solver.solve({ ...deps, record, askModel }, prompt, budget, signal);
        return watch.attempt;
      },
    },
  };
  return watch;
}

/** Everything that was billed: answers, those that shorten the conversation included, and tries that came to nothing. */
function countUsage(askModel: AskModel, add: (usage: Usage) => void): AskModel {
  return async (request, patience, signal) => {
    try {
      const answer = await askModel(request, patience, signal);
      add(answer.usage);
      return answer;
    } catch (error) {
      if (error instanceof ModelFault && error.usage !== null) add(error.usage);
      throw error;
    }
  };
}

function runDepsOf(run: RunDeps, { prepared }: Trial, { solver }: AgentWatch): RunDeps {
  const deps = settingsFor(run, prepared);
  return { ...deps, settings: { ...deps.settings, solver } };
}

type Graded = { readonly grade: Grade | null; readonly problem: string | null };

async function gradeTrial(
  run: RunDeps,
  { prepared, expectation }: Trial,
  { end, origin }: { readonly end: RunEnd; readonly origin: EvaluationOrigin },
  signal: AbortSignal,
): Promise<Graded> {
  const { published } = origin;
  if (end.outcome.kind !== 'published' || published === null) return { grade: null, problem: null };
  if (prepared.task.failToPass.length === 0)
    return { grade: { resolved: false, notFixed: [], broken: [] }, problem: null };
  try {
    const commit = { ...published, recordId: `${end.runId}-grade` };
    return { grade: grade(expectation, await runSuiteOfTask(run, prepared, commit, signal)), problem: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Fault)) throw error;
    return { grade: null, problem: error.message };
  }
}

function resultOf(
  { key, prepared }: Trial,
  { runId, outcome, grade, problem, secrets }: RunEnd & Graded & Pick<EvaluationDeps, 'secrets'>,
  { attempt, steps, usage }: AgentWatch,
): Omit<TrialResult, 'minutes' | 'endedAt'> {
  const wantsNoChange = prepared.task.failToPass.length === 0;
  const verdict = outcome.kind === 'published' ? outcome.verdict : null;
  const class_ = classifyTrial({ outcome, attempt, grade, wantsNoChange });
  return {
    ...key,
    runId,
    outcome: class_,
    reason: inWords(problem ?? reasonOf(outcome), secrets),
    resolved: class_ === 'resolved',
    verdict,
    agrees: agreement(verdict, class_ === 'resolved'),
    notFixed: grade?.notFixed ?? [],
    broken: grade?.broken ?? [],
    steps,
    ...usage,
  };
}

function reasonOf(outcome: RunOutcome): string | null {
  if (outcome.kind === 'failed') return outcome.failure.reason;
  if (outcome.kind === 'refused') return outcome.reason;
  return outcome.kind === 'cancelled' ? outcome.because : null;
}

/** A claim that the change is right, or that it is not, agrees with the grade or does not; the other verdicts claim neither. */
function agreement(verdict: TrialResult['verdict'], resolved: boolean): boolean | null {
  if (verdict === 'verified') return resolved;
  return verdict === 'failed' ? !resolved : null;
}

const maxReasonCharacters = 500;

function inWords(reason: string | null, secrets: readonly string[]): string | null {
  return reason === null
    ? null
    : cleanText(redact(reason, secrets)).replaceAll(/\s+/g, ' ').slice(0, maxReasonCharacters);
}
