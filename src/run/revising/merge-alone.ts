import { checkBaseline } from '../proving/check-baseline.ts';
import { runSuiteAfresh } from '../proving/run-suite-afresh.ts';
import type { Run } from '../run.ts';
import type { TaskOf } from '../task/run-task.ts';
import { commitRevision } from './commit-revision.ts';
import type { MadeRevision } from './land-revision.ts';
import { recallAttempt } from './recall-attempt.ts';
import type { Ground } from './revise-pull-request.ts';

/** Where both branches go together as they are nobody has to be asked how: only the proof is made. */
export async function mergeAlone(run: Run, { beginning, plan }: Ground, task: TaskOf<'revise'>): Promise<MadeRevision> {
  const { deps, progress } = run;
  const { mirror, start, pull, tip } = beginning;
  progress.enter('baseline');
  const baseline = await runSuiteAfresh(run, { mirror, sha: mirror.baseSha, purpose: 'base' }, plan);
  progress.addNotes(baseline.troubles ?? []);
  checkBaseline(baseline, progress.blocked);
  const exported = { kind: 'change', change: { baseSha: start, entries: [] } } as const;
  const commit = await commitRevision(run, beginning, exported);
  progress.addNotes([`${pull.base} was merged in at ${tip.slice(0, 10)} without a conflict; the agent was not asked.`]);
  return {
    kind: 'change',
    baseline,
    commit,
    attempt: await recallAttempt(deps.settings.dataDirectory, task.earlierRuns),
  };
}
