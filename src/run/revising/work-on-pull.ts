import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import { inParallel } from '../in-parallel.ts';
import { openBox } from '../preparation/open-box.ts';
import { planLayer } from '../preparation/plan-layer.ts';
import { type PreparedEnvironment, prepareEnvironment } from '../preparation/prepare-environment.ts';
import { checkBaseline } from '../proving/check-baseline.ts';
import { runSuiteAfresh } from '../proving/run-suite-afresh.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { makeChange } from '../solving/make-change.ts';
import { commitRevision } from './commit-revision.ts';
import { describeRevision } from './describe-revision.ts';
import type { MadeRevision } from './land-revision.ts';
import type { Ground } from './revise-pull-request.ts';

const assignment =
  'Revise the pull request: change what this run asks for and what is left to be done for the issue, and keep the rest as it is. In `finish`, describe the whole pull request as it is then.';

type Measured = {
  readonly baseline: SuiteResult;
  readonly head: SuiteResult;
  readonly sandbox: Sandbox;
  readonly prepared: PreparedEnvironment;
};

/** Measures base and head, lets the agent work where the revision begins, and commits what it left there. */
export async function workOnPull(
  run: Run,
  ground: Ground,
): Promise<MadeRevision | Extract<RunOutcome, { kind: 'no-change' }>> {
  const { progress } = run;
  const { beginning, plan: commands, maintainersGuidance } = ground;
  await using owned = new AsyncDisposableStack();
  progress.enter('baseline');
  const { baseline, head, sandbox, prepared } = await measure(run, ground, owned);
  progress.addNotes(baseline.troubles ?? []);
  checkBaseline(baseline, progress.blocked);

  progress.enter('solving');
  const { mirror, start, conflicts } = beginning;
  const sections = await describeRevision(run, { beginning, base: baseline, head });
  const revision = { sections, assignment, conflicts };
  const known = { mirror, commands, baseline: head, ...prepared, maintainersGuidance, revision };
  const made = await makeChange(run, sandbox, known, {
    start: { ...mirror, baseSha: start },
    commit: (exported) => commitRevision(run, beginning, exported),
  });
  return made.kind === 'no-change' ? made : { ...made, baseline };
}

/** The base beside the box that the agent gets, then the head: more at once would be more boxes than any other run has. */
async function measure(run: Run, { beginning, plan }: Ground, owned: AsyncDisposableStack): Promise<Measured> {
  const { mirror, pull } = beginning;
  const suiteAt = (sha: string, purpose: string, signal: AbortSignal) =>
    runSuiteAfresh({ ...run, signal }, { mirror, sha, purpose }, plan);
  const [baseline, agent] = await inParallel(
    run.signal,
    (signal) => suiteAt(mirror.baseSha, 'base', signal),
    (signal) => openAgentBox({ ...run, signal }, { beginning, plan }, owned),
  );
  return { baseline, ...agent, head: await suiteAt(pull.sha, 'head-before', run.signal) };
}

async function openAgentBox(
  run: Run,
  { beginning, plan }: Pick<Ground, 'beginning' | 'plan'>,
  owned: AsyncDisposableStack,
): Promise<Pick<Measured, 'sandbox' | 'prepared'>> {
  const request = { mirror: beginning.mirror, sha: beginning.start, purpose: 'agent' };
  const opened = await openBox(run, request, await planLayer(run, request, plan));
  const sandbox = owned.use(opened.sandbox);
  return { sandbox, prepared: await prepareEnvironment(run, opened, plan) };
}
