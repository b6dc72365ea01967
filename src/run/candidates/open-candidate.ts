import { capSpending } from '../../model/cap-spending.ts';
import { openRunRecord } from '../../store/run-record.ts';
import { describeStart } from '../recording/describe-start.ts';
import { endRecord } from '../recording/end-record.ts';
import { redactAsKnown } from '../recording/redact-as-known.ts';
import type { CandidatePlace, Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { trackProgress } from '../telling/progress.ts';
import { shareBudget } from './share-budget.ts';
import type { SharedInbox } from './share-inbox.ts';

export interface OpenCandidate extends AsyncDisposable {
  readonly run: Run;
  /** Closes its record with this outcome. Once: what comes after the first is nothing. */
  end(outcome: RunOutcome): Promise<void>;
}

/**
 * A run of its own for one candidate of another: with its own record, canary and share of the budget. Nobody but that run hears of
 * it, and it ends with that.
 */
export async function openCandidate(run: Run, place: CandidatePlace, inbox: SharedInbox): Promise<OpenCandidate> {
  const candidate = await begin(run, place, inbox);
  let isOver = false;
  const end = async (outcome: RunOutcome) => {
    if (isOver) return;
    isOver = true;
    await endRecord(candidate, outcome);
  };
  return { run: candidate, end, [Symbol.asyncDispose]: () => end(interrupted(candidate)) };
}

/** What is said of a candidate that came to no other end before its run did. */
function interrupted({ progress }: Run): RunOutcome {
  return { kind: 'cancelled', stage: progress.stage, because: 'The run that it was a candidate of ended.' };
}

async function begin(run: Run, place: CandidatePlace, inbox: SharedInbox): Promise<Run> {
  const { origin, task } = run;
  const id = candidateId(run.record.id, place.number);
  const { candidatesAtOnce, model, dataDirectory } = run.deps.settings;
  const budget = shareBudget(run.deps.settings.budget, { count: place.count, atOnce: candidatesAtOnce });
  const askModel = capSpending(run.deps.askModel, budget, model);
  const settings = { ...run.deps.settings, budget };
  const deps = { ...run.deps, askModel, settings, log: run.deps.log.child({ run: id }) };
  const record = openRunRecord(dataDirectory, id, { redact: redactAsKnown(() => origin.secrets()) });
  record.append('run.started', { ...(await describeStart(deps, origin)), candidateOf: run.record.id });
  const its = task.kind === 'solve' ? { ...task, begins: { kind: 'afresh' as const } } : task;
  await record.save('request.json', { repository: origin.repository, issue: origin.issue, task: its });
  const progress = trackProgress(deps, record, ({ spent }) => run.progress.noteCandidate(place.number, spent));
  const { directory } = record;
  const { solver } = settings;
  deps.onEvent({ type: 'started', runId: id, directory, solver: solver.name, model: model.name });
  return {
    ...run,
    deps,
    task: its,
    candidate: place,
    record,
    progress,
    comment: { update: () => undefined, finalise: async () => undefined },
    inbox: { ...run.inbox, take: () => inbox.takeFor(place.number) },
    signal: AbortSignal.any([run.signal, progress.canary.signal]),
  };
}

/** Its record stands beside that of its run, and sorts after it. */
export function candidateId(runId: string, number: number): string {
  return `${runId}-c${number}`;
}
