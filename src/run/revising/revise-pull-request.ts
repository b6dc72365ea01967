import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import type { PublishPolicy } from '../../environment/repository-settings.ts';
import { listPaths } from '../../git/list-paths.ts';
import { describeSettingsProblems } from '../preparation/describe-settings-problems.ts';
import { fitRun } from '../preparation/fit-run.ts';
import { limitRun } from '../preparation/limit-run.ts';
import { planRun } from '../preparation/plan-run.ts';
import { readSettings } from '../preparation/read-settings.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { TaskOf } from '../task/run-task.ts';
import { holdBack } from '../workflows/hold-back.ts';
import { type Beginning, beginRevision } from './begin-revision.ts';
import { fetchPull } from './fetch-pull.ts';
import { landRevision } from './land-revision.ts';
import { mergeAlone } from './merge-alone.ts';
import { workOnPull } from './work-on-pull.ts';

/** What a revision is made by. */
export type Ground = {
  readonly beginning: Beginning;
  readonly plan: EnvironmentPlan;
  readonly policy: PublishPolicy;
  readonly maintainersGuidance: string | null;
};

/** A further commit on an open pull request of ours: read, fetch, merge, prepare, measure, work, prove, publish. */
export async function revisePullRequest(asked: Run, task: TaskOf<'revise'>): Promise<RunOutcome> {
  const { origin, progress, signal } = asked;
  const { cause } = task;
  const reading = (await origin.revisions?.read(task.pull, signal)) ?? noPulls(origin.repository);
  if (reading.kind === 'refused') return reading;
  progress.enter('accepted');
  progress.workOn({ pull: task.pull, cause: cause.kind, headSha: reading.pull.sha });

  progress.enter('fetching');
  const fetched = await fetchPull(asked, reading.pull);
  // What maintainers want of us they say where their branch is now; how it was tested where it began, where it began.
  const now = { ...fetched.mirror, baseSha: fetched.tip };
  const wanted = await readSettings(asked, now, await listPaths(asked.deps.git, now, fetched.tip, signal));
  const { publish: policy, guidance: maintainersGuidance, conduct, budget } = wanted.settings;
  const beginning = await beginRevision(asked, { fetched, cause: cause.kind, policy: conduct.mergeBase });
  if (cause.kind === 'base-moved' && !beginning.isMerge) return nothingToMerge(beginning);

  progress.enter('preparing');
  const { plan } = await planRun(asked, beginning.mirror);
  const fitted = limitRun(await fitRun(asked, plan, policy), budget);
  const { mirror, start, pull } = beginning;
  const run = await holdBack(fitted, { mirror, conduct, isReleased: !pull.isDraft });
  progress.addNotes(describeSettingsProblems(wanted));
  progress.addBase({ mirror: { ...mirror, baseSha: start }, image: run.deps.settings.image, plan });
  const ground = { beginning, plan, policy, maintainersGuidance };

  const needsNobody = beginning.isMerge && beginning.conflicts.length === 0;
  const made = needsNobody ? await mergeAlone(run, ground, task) : await workOnPull(run, ground);
  return made.kind === 'no-change' ? made : await landRevision(run, { ...ground, ...made });
}

function noPulls(repository: string): Extract<RunOutcome, { kind: 'refused' }> {
  const reason = `There are no pull requests in ${repository}.`;
  return { kind: 'refused', actor: '', reason, nextAction: 'Run on the issue instead.' };
}

function nothingToMerge({ pull }: Beginning): RunOutcome {
  const reason = `Pull request #${pull.number} has everything that ${pull.base} has: there is nothing to merge.`;
  return { kind: 'refused', actor: '', reason, nextAction: 'Say in a comment what is to be changed, after /retry.' };
}
