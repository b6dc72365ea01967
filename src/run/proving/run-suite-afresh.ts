import type { BoxDeps } from '../../environment/box-deps.ts';
import type { BoxPlan } from '../../environment/prepare-box.ts';
import type { SuiteRequest } from '../../verify/run-suite.ts';
import type { Commands, SuiteResult } from '../../verify/suite.ts';
import { openBox } from '../preparation/open-box.ts';
import type { WorkspaceRequest } from '../preparation/open-workspace.ts';
import { planLayer } from '../preparation/plan-layer.ts';
import { boxDeps, nothingToPrepare, prepareOpenedBox } from '../preparation/prepare-opened-box.ts';
import { testInBox } from '../preparation/test-in-box.ts';
import type { Run } from '../run.ts';

type SuitePlan = BoxPlan & Pick<Commands, 'test'>;

/** A box in which the suite was run once, as it is when it is handed on. */
export type SuiteBox = {
  readonly result: SuiteResult;
  readonly deps: BoxDeps;
  /** For `runSuite` in the same box: what was prepared in it stays prepared. */
  readonly again: SuiteRequest;
};

/** One half of the proof: prepares and tests a commit in a sandbox that nothing else has used or will use. */
export async function runSuiteAfresh(run: Run, commit: WorkspaceRequest, plan: SuitePlan): Promise<SuiteResult> {
  return await withSuiteBox(run, { ...commit, plan }, async ({ result }) => result);
}

/** The same, and the box may be used a little longer before it is destroyed. */
export async function withSuiteBox<T>(
  run: Run,
  commit: WorkspaceRequest & { readonly plan: SuitePlan },
  use: (box: SuiteBox) => Promise<T>,
): Promise<T> {
  const { installTimeoutMs, testTimeoutMs } = run.deps.settings;
  const { plan, sha, purpose } = commit;
  const opened = await openBox(run, commit, await planLayer(run, commit, plan));
  await using sandbox = opened.sandbox;
  const preparation = await prepareOpenedBox(run, opened, commit);
  const result = await testInBox(run, { ...opened, preparation }, commit);
  const again = { sha, plan: { ...plan, ...nothingToPrepare }, installTimeoutMs, testTimeoutMs };
  return await use({ result, deps: boxDeps(run, sandbox, purpose), again });
}
