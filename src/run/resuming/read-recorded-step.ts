import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../errors.ts';
import type { Message } from '../../model/ask-model.ts';
import { isRunId, readRunFile } from '../../store/read-run-file.ts';
import { verifyChain } from '../../store/verify-chain.ts';
import { parseJson } from '../parse-json.ts';
import { loadRun } from '../recording/load-run.ts';
import type { KnownEvent } from '../recording/recorded-event.ts';
import { type RecordedAttempt, toRecordedAttempt } from '../replay/recorded-attempt.ts';
import { attemptUntil } from './attempt-until.ts';

export type FromStep = { readonly runId: string; readonly step: number };

/** An earlier attempt until one of its steps. */
export type RecordedStep = {
  readonly kind: 'recorded';
  readonly recorded: RecordedAttempt;
  /** What its model was told at first. */
  readonly prompt: readonly Message[];
};

export type Unusable = { readonly kind: 'unusable'; readonly reason: string; readonly nextAction: string };

export type ResumedRun = {
  readonly repository: string;
  readonly issue: number | null;
  readonly solver: string;
};

/** Reads where to go on from. Nothing about an earlier run is believed because of its name: the record has to say it, undamaged. */
export async function readRecordedStep(
  dataDirectory: string,
  { runId, step }: FromStep,
  now: ResumedRun,
): Promise<RecordedStep | Unusable> {
  if (!isRunId(runId)) return unusable(`There is no run ${JSON.stringify(runId.slice(0, 80))}.`, nameARun);
  const directory = join(dataDirectory, 'runs', runId);
  try {
    const verdict = await verifyChain(directory);
    if (!verdict.ok) return unusable(`The record of the run ${runId} is damaged: ${verdict.why}.`, beginAnew);
    const events = await loadRun(directory);
    const recorded = toRecordedAttempt(events);
    const why = (await whyOther({ dataDirectory, runId }, recorded, now)) ?? whyNoStep(recorded, step);
    if (why !== null) return why;
    return { kind: 'recorded', recorded: attemptUntil(recorded, step), prompt: promptOf(events) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return unusable(`There is no record of the run ${runId} to go on from: ${error.message}`, beginAnew);
  }
}

const nameARun = 'Name a run on this issue: pull requests and comments of ours say which they are of.';
const beginAnew = 'Comment `/retry` without a step to begin anew; what you write after it goes to the agent.';

function unusable(reason: string, nextAction: string): Unusable {
  return { kind: 'unusable', reason, nextAction };
}

type Place = { readonly dataDirectory: string; readonly runId: string };

async function whyOther(
  { dataDirectory, runId }: Place,
  { started }: RecordedAttempt,
  now: ResumedRun,
): Promise<Unusable | null> {
  if (started.repository !== now.repository) return unusable('That run was on another repository.', nameARun);
  if (started.issue?.number !== now.issue) return unusable('That run was on another issue.', nameARun);
  const { solver } = started.settings;
  if (solver !== now.solver) {
    return unusable(`That run was worked on by the solver ${solver}, and this is ${now.solver}.`, beginAnew);
  }
  const kind = await readKind(dataDirectory, runId);
  return kind === 'solve' ? null : unusable('That run was not for a change of its own.', beginAnew);
}

const maxRequestBytes = 16 * 1024 * 1024;
const request = z.object({ task: z.object({ kind: z.string() }) });

/** The file is one of those that the chain vouches for. */
async function readKind(dataDirectory: string, runId: string): Promise<string | null> {
  const text = await readRunFile(dataDirectory, { runId, name: 'request.json', maxBytes: maxRequestBytes });
  return request.safeParse(parseJson(text ?? '')).data?.task.kind ?? null;
}

function whyNoStep({ answers }: RecordedAttempt, step: number): Unusable | null {
  const last = answers.at(-1)?.step ?? 0;
  if (step <= last) return null;
  return unusable(`That run has no step ${step}: it came to step ${last}.`, `Name a step from 1 to ${last}.`);
}

function promptOf(events: readonly KnownEvent[]): readonly Message[] {
  return events.flatMap((event) =>
    event.type === 'agent.message' && event.from === 'prompt' ? [{ role: event.role, text: event.text }] : [],
  );
}
