import { basename } from 'node:path';
import { Fault } from '../../errors.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { openRecordedMirror } from '../replay/open-recorded-mirror.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { goOnFrom } from './go-on-from.ts';
import { type FromStep, type RecordedStep, readRecordedStep, type Unusable } from './read-recorded-step.ts';

export type Beginning =
  | {
      readonly kind: 'begins';
      /** Whose agent begins where it was asked to. */
      readonly run: Run;
      /** With the commit that the work starts from. */
      readonly mirror: Mirror;
    }
  | Extract<RunOutcome, { kind: 'refused' }>;

/**
 * A run begins where its base branch is, with nothing done; or after a step of an earlier run, at the commit that one began with.
 * Where the base went on since then the proof catches up with it, as it does with any base that moves.
 */
export async function beginWhereAsked(run: Run, mirror: Mirror): Promise<Beginning> {
  const { deps, origin, task } = run;
  if (task.kind !== 'solve' || task.begins.kind !== 'from-step') return { kind: 'begins', run, mirror };
  const { dataDirectory, solver } = deps.settings;
  const about = { repository: origin.repository, issue: origin.issue.number, solver: solver.name };
  const begun = await readRecordedStep(dataDirectory, task.begins, about);
  if (begun.kind === 'unusable') return refuse(run, begun);
  const where = await findBase(run, mirror, begun);
  if (where.kind === 'unusable') return refuse(run, where);
  return { kind: 'begins', run: resumed(run, task.begins, begun), mirror: where.mirror };
}

function resumed(run: Run, { runId, step }: FromStep, begun: RecordedStep): Run {
  const { deps, task, origin, progress } = run;
  const { settings } = deps;
  const asked = origin.requestedBy?.name ?? 'maintainer';
  const said = task.said.length > 0 ? task.said : [{ author: asked, text: 'Go on from here.' }];
  progress.addNotes([`This goes on from step ${step} of the run ${runId}; its steps until then were done again.`]);
  const solver = goOnFrom(settings.solver, { ...begun, said }, (note) => progress.addNotes([note]));
  return { ...run, deps: { ...deps, settings: { ...settings, solver } } };
}

type Base = { readonly kind: 'base'; readonly mirror: Mirror };

async function findBase({ deps, signal }: Run, mirror: Mirror, { recorded }: RecordedStep): Promise<Base | Unusable> {
  const { base } = recorded;
  if (base.mirror !== basename(mirror.directory)) {
    return { kind: 'unusable', reason: 'That run was on another repository.', nextAction: 'Name a run on this issue.' };
  }
  try {
    const { baseSha } = await openRecordedMirror(deps.git, deps.settings.dataDirectory, base, signal);
    return { kind: 'base', mirror: { ...mirror, baseSha } };
  } catch (error) {
    if (!(error instanceof Fault) || signal.aborted) throw error;
    return { kind: 'unusable', reason: error.message, nextAction: 'Comment `/retry` without a step.' };
  }
}

function refuse({ origin }: Run, { reason, nextAction }: Unusable): Beginning {
  return { kind: 'refused', actor: origin.requestedBy?.name ?? 'you', reason, nextAction };
}
