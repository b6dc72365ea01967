import type { BoxDeps } from '../environment/box-deps.ts';
import { type BoxPlan, prepareBox } from '../environment/prepare-box.ts';
import { runPreparedSuite } from './run-prepared-suite.ts';
import type { Commands, SuiteResult } from './suite.ts';

export type SuiteRequest = {
  readonly sha: string;
  readonly plan: BoxPlan & Pick<Commands, 'test'>;
  readonly installTimeoutMs: number;
  readonly testTimeoutMs: number;
};

/** Prepares a box that nobody has used, whose checkout is at `sha`, and tests it with the repository's own command. */
export async function runSuite(deps: BoxDeps, request: SuiteRequest, signal: AbortSignal): Promise<SuiteResult> {
  const { plan, sha, installTimeoutMs, testTimeoutMs } = request;
  const preparation = await prepareBox(deps, plan, installTimeoutMs, signal);
  return await runPreparedSuite(deps, { sha, test: plan.test, preparation, testTimeoutMs }, signal);
}
