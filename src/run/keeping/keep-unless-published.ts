import type { Preparation } from '../../environment/prepare-box.ts';
import { keptKey } from '../../sandbox/layers/kept-key.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { untilAborted } from '../../until-aborted.ts';
import { rememberPreparation } from '../preparation/remembered-preparation.ts';
import type { RunLayers } from '../run-deps.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { describeFailure } from '../telling/describe-failure.ts';
import { decideKeeping, type WorkEnd } from './decide-keeping.ts';
import type { FoundWorkspace } from './find-kept.ts';
import { type KeepingRun, type KeptAbout, keepingLayers, type MadeFor, makingOf } from './kept-workspace.ts';

/** The box an agent is about to work in. */
export type WorkingBox = {
  readonly base: MadeFor;
  readonly sandbox: Pick<Sandbox, 'snapshot'>;
  readonly preparation: Preparation;
  /** What it began with a copy of; `null`: its base alone. */
  readonly kept: FoundWorkspace | null;
};

/** A run that was stopped is waited for. */
const timeLimitMs = 30_000;

/**
 * Does the work; where no reader gets a change out of it, its workspace is kept as it is for a retry to go on in, and those of
 * earlier runs, which are then behind it, are given up. What goes wrong with that is logged, and changes no outcome.
 */
export async function keepUnlessPublished(
  run: KeepingRun,
  box: WorkingBox,
  work: () => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const layers = keepingLayers(run);
  if (layers === null) return await work();
  let end: WorkEnd = { kind: 'failed', cause: null };
  try {
    const outcome = await work();
    end = { kind: 'outcome', outcome };
    return outcome;
  } catch (error) {
    end = endOf(run, error);
    throw error;
  } finally {
    await settle(run, layers, decideKeeping(end, box.kept !== null) ? box : null);
  }
}

function endOf({ progress, signal }: KeepingRun, error: unknown): WorkEnd {
  if (progress.canary.signal.aborted) return { kind: 'failed', cause: 'safety' };
  if (signal.aborted) return { kind: 'stopped' };
  return { kind: 'failed', cause: describeFailure(error, progress.stage)?.cause ?? null };
}

async function settle(run: KeepingRun, layers: RunLayers, box: WorkingBox | null): Promise<void> {
  try {
    await untilAborted(keepOrForget(run, layers, box), AbortSignal.timeout(timeLimitMs));
  } catch (err) {
    run.deps.log.warn({ err }, 'The workspace of an agent could not be kept, or earlier ones not be given up');
  }
}

async function keepOrForget(run: KeepingRun, layers: RunLayers, box: WorkingBox | null): Promise<void> {
  const { origin, task, record } = run;
  const { repository } = origin;
  if (box !== null) {
    const about = await describe(run, layers, box);
    await layers.keep(keptKey({ repository, runId: record.id }), box.sandbox, JSON.stringify(about));
    await record.save('kept.json', about);
  }
  for (const runId of task.earlierRuns) await layers.forget(keptKey({ repository, runId }));
}

async function describe(run: KeepingRun, layers: RunLayers, { base, preparation }: WorkingBox): Promise<KeptAbout> {
  const { id: runId } = run.record;
  const prepared = rememberPreparation(preparation, runId);
  return { kept: 1, runId, issue: run.origin.issue.number, making: await makingOf(run, layers, base), prepared };
}
