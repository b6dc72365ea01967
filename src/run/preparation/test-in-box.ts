import type { Preparation } from '../../environment/prepare-box.ts';
import { runPreparedSuite } from '../../verify/run-prepared-suite.ts';
import type { SuiteRequest } from '../../verify/run-suite.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import type { Run } from '../run.ts';
import type { OpenedBox } from './open-box.ts';
import { boxDeps } from './prepare-opened-box.ts';

/** Runs the suite in a box that was made ready for it. */
export async function testInBox(
  run: Run,
  { sandbox, remembered, preparation }: OpenedBox & { readonly preparation: Preparation },
  { sha, plan, purpose }: Pick<SuiteRequest, 'sha' | 'plan'> & { readonly purpose: string },
): Promise<SuiteResult> {
  const { testTimeoutMs } = run.deps.settings;
  const request = { sha, test: plan.test, preparation, testTimeoutMs };
  const result = await runPreparedSuite(boxDeps(run, sandbox, purpose), request, run.signal);
  return remembered === null ? result : { ...result, isFromLayer: true };
}
