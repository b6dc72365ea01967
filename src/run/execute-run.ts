import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import type { PublishPolicy } from '../environment/repository-settings.ts';
import { openMirror } from '../git/open-mirror.ts';
import { capSpending } from '../model/cap-spending.ts';
import type { Failure } from '../report/comment-state.ts';
import { destroyAll } from '../sandbox/destroy-all.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { openRunInbox, StopAsked } from '../store/run-inbox.ts';
import { newRunId, openRunRecord } from '../store/run-record.ts';
import { sayLastWord } from './answering/say-last-word.ts';
import { findRepetition } from './attempts/find-repetition.ts';
import { proveOnBaseNow } from './base/prove-on-base-now.ts';
import { CompromisedFault } from './canary/compromised-fault.ts';
import { pursueCandidates } from './candidates/pursue-candidates.ts';
import { keepUnlessPublished } from './keeping/keep-unless-published.ts';
import type { Origin } from './origins/origin.ts';
import { makePlan } from './planning/make-plan.ts';
import { describeSettingsProblems } from './preparation/describe-settings-problems.ts';
import { fitRun } from './preparation/fit-run.ts';
import { limitRun } from './preparation/limit-run.ts';
import { mirrorDirectory } from './preparation/mirror-directory.ts';
import { openFirstBoxes } from './preparation/open-first-boxes.ts';
import { planRun } from './preparation/plan-run.ts';
import { checkBaseline } from './proving/check-baseline.ts';
import { publishChange } from './publishing/publish-change.ts';
import { describeStart } from './recording/describe-start.ts';
import { endRecord } from './recording/end-record.ts';
import { redactAsKnown } from './recording/redact-as-known.ts';
import { beginWhereAsked } from './resuming/begin-where-asked.ts';
import { revisePullRequest } from './revising/revise-pull-request.ts';
import type { Run } from './run.ts';
import type { RunDeps } from './run-deps.ts';
import type { RunEnd, RunOutcome } from './run-outcome.ts';
import { RunStopped } from './run-stopped.ts';
import type { KnownSoFar } from './solving/gather-facts.ts';
import { makeChange } from './solving/make-change.ts';
import type { RunTask } from './task/run-task.ts';
import { describeFailure } from './telling/describe-failure.ts';
import { livingComment } from './telling/living-comment.ts';
import { trackProgress } from './telling/progress.ts';
import type { RunNews } from './telling/run-news.ts';
import { holdBack } from './workflows/hold-back.ts';

/** One issue from the request to its outcome. Says how it ended where it was asked, whatever happens; throws nothing. */
export async function executeRun(deps: RunDeps, origin: Origin, task: RunTask, signal: AbortSignal): Promise<RunEnd> {
  await using run = await startRun(deps, origin, task, signal);
  const outcome = await pursue(run).catch((error: unknown) => endBadly(run, error));
  await finish(run, outcome);
  const { id: runId, directory } = run.record;
  return { ...(run.progress.chosen ?? { runId, directory }), outcome };
}

/** The whole product on one page: accept, fetch, prepare, measure, solve, export, prove, publish. */
async function pursue(asked: Run): Promise<RunOutcome> {
  const { origin, task, record, progress, signal } = asked;

  await record.save('request.json', { repository: origin.repository, issue: origin.issue, task });
  if (task.kind === 'revise') return await revisePullRequest(asked, task);
  const admission = await origin.admit(signal);
  if (admission.kind === 'refused') return admission;
  progress.enter('accepted');

  progress.enter('fetching');
  const begun = await beginWhereAsked(asked, await fetchBase(asked));
  if (begun.kind === 'refused') return begun;
  const { mirror } = begun;

  progress.enter('preparing');
  const { plan, settings } = await planRun(asked, mirror);
  const { guidance: maintainersGuidance, publish: policy } = settings.settings;
  const fitted = limitRun(await fitRun(begun.run, plan, policy), settings.settings.budget);
  const run = await holdBack(fitted, { mirror, conduct: settings.settings.conduct, isReleased: false });
  progress.addNotes(describeSettingsProblems(settings));
  progress.addBase({ mirror, image: run.deps.settings.image, plan });
  if (task.kind === 'solve' && task.begins.kind === 'candidates') {
    return await pursueCandidates(run, { mirror, plan, policy, maintainersGuidance }, task.begins.count);
  }
  const base = { mirror, sha: mirror.baseSha, plan };
  await using boxes = await openFirstBoxes(run, base);

  progress.enter('baseline');
  const { baseline, sandbox, prepared, kept } = await boxes.prepare();
  progress.addNotes(baseline.troubles ?? []);
  checkBaseline(baseline, progress.blocked);

  progress.enter('solving');
  const known = { mirror, commands: plan, baseline, ...prepared, maintainersGuidance, kept };
  if (task.kind === 'plan') return await makePlan(run, sandbox, known);
  const { preparation } = prepared;
  return await keepUnlessPublished(run, { base, sandbox, preparation, kept }, () =>
    solveAndPublish(run, sandbox, known, policy),
  );
}

async function solveAndPublish(
  run: Run,
  sandbox: Sandbox,
  known: KnownSoFar & { readonly commands: EnvironmentPlan },
  policy: PublishPolicy,
): Promise<RunOutcome> {
  const { progress } = run;
  const { mirror, commands: plan, baseline } = known;
  const made = await makeChange(run, sandbox, known);
  if (made.kind === 'no-change') return made;
  const { attempt, commit } = made;
  progress.addNotes(await findRepetition(run));

  progress.enter('proving');
  const proved = await proveOnBaseNow({ run, mirror, plan, policy, baseline, commit });

  progress.enter('publishing');
  return await publishChange(proved.run, { ...proved, attempt });
}

async function startRun(
  deps: RunDeps,
  origin: Origin,
  task: RunTask,
  outer: AbortSignal,
): Promise<Run & AsyncDisposable> {
  const redact = redactAsKnown(() => origin.secrets());
  const record = openRunRecord(deps.settings.dataDirectory, newRunId(new Date(deps.now())), { redact });
  record.append('run.started', { ...(await describeStart(deps, origin)), task: task.kind });
  const log = deps.log.child({ run: record.id, repository: origin.repository, issue: origin.issue.number });
  const comment = livingComment({ show: origin.show, pauseMs: 5_000, retryAfterMs: [2_000, 15_000], log });
  const progress = trackProgress(deps, record, (progress) => comment.update(newsOf({ record, progress }, null)));
  const inbox = await openRunInbox(record.directory);
  const { solver, model } = deps.settings;
  const { id: runId, directory } = record;
  deps.onEvent({ type: 'started', runId, directory, solver: solver.name, model: model.name });
  const signal = AbortSignal.any([outer, inbox.stop, progress.canary.signal]);
  const close = () => inbox[Symbol.asyncDispose]();
  const askModel = capSpending(deps.askModel, deps.settings.budget, model);
  return {
    deps: { ...deps, askModel, log },
    origin,
    task,
    record,
    progress,
    comment,
    inbox,
    signal,
    [Symbol.asyncDispose]: close,
  };
}

async function fetchBase({ deps, origin, signal }: Run) {
  await using source = await origin.openSource(signal);
  const directory = mirrorDirectory(deps.settings.dataDirectory, origin.repository);
  return await openMirror(deps.git, { ...source, directory, branch: null }, signal);
}

/** The only catch-all: a fault speaks for itself, anything else is a bug whose text may hold anything and is not shown. */
function endBadly(run: Run, error: unknown): RunOutcome {
  const { stage } = run.progress;
  const { aborted, reason } = run.signal;
  const isCompromised = reason instanceof CompromisedFault;
  if (aborted && !isCompromised) return { kind: 'cancelled', stage, because: whyStopped(reason) };
  const failure = describeFailure(isCompromised ? reason : error, stage) ?? bug(run);
  run.deps.log[failure.cause === 'internal' ? 'error' : 'warn']({ err: error, stage }, 'A run failed');
  return { kind: 'failed', stage, failure };
}

function whyStopped(reason: unknown): string {
  if (reason instanceof RunStopped) return reason.because;
  return reason instanceof StopAsked ? `${reason.author} stopped the run.` : 'Sandpiper is shutting down.';
}

function bug({ record }: Run): Failure {
  return {
    cause: 'internal',
    reason: 'Sandpiper met an error that nobody foresaw.',
    log: null,
    nextAction: `Tell the operator: the log has the details under run \`${record.id}\`.`,
  };
}

function newsOf({ record, progress }: Pick<Run, 'record' | 'progress'>, outcome: RunOutcome | null): RunNews {
  const { stage, spent, saved, notes, waiting, work } = progress;
  return { runId: record.id, stage, outcome, spent, saved, notes, waiting, work };
}

/** Processes that end with their box are still written down, and the record's last word comes after them. */
async function closeRecord(run: Run, outcome: RunOutcome): Promise<void> {
  try {
    await destroyAll(run.deps.sandboxes, { run: run.record.id });
  } finally {
    await endRecord(run, outcome);
  }
}

/** Nothing here may keep the last word from being said. */
async function finish(run: Run, outcome: RunOutcome): Promise<void> {
  const { deps, comment } = run;
  const attempts = [closeRecord(run, outcome), comment.finalise(newsOf(run, outcome)), sayLastWord(run, outcome)];
  for (const result of await Promise.allSettled(attempts)) {
    if (result.status === 'rejected') deps.log.error({ err: result.reason }, 'A run could not be closed properly');
  }
  deps.log.info({ outcome: outcome.kind, record: run.record.head }, 'A run ended');
}
