import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import { SandboxFault } from '../../sandbox/sandbox.ts';
import type { ChangedText } from '../../verify/changed-text.ts';
import type { FileCoverage } from '../../verify/file-coverage.ts';
import { isTestPath } from '../../verify/is-test-path.ts';
import { changedLines } from '../../verify/line-coverage/changed-lines.ts';
import { countableSources } from '../../verify/line-coverage/countable-sources.ts';
import { runWithCoverage } from '../../verify/line-coverage/run-with-coverage.ts';
import { openBox } from '../preparation/open-box.ts';
import type { WorkspaceRequest } from '../preparation/open-workspace.ts';
import { planLayer } from '../preparation/plan-layer.ts';
import { boxDeps, nothingToPrepare, prepareOpenedBox } from '../preparation/prepare-opened-box.ts';
import type { Run } from '../run.ts';

/** Runs the suite once more at head, in a sandbox of its own, to see which changed lines of source it executes. */
export async function measureCoverage(
  run: Run,
  commit: WorkspaceRequest,
  given: { readonly plan: EnvironmentPlan; readonly texts: readonly ChangedText[] },
): Promise<readonly FileCoverage[] | null> {
  const { installTimeoutMs, testTimeoutMs } = run.deps.settings;
  const sources = given.texts.flatMap(({ path, before, after }) =>
    after === null || isTestPath(path) ? [] : [{ path, text: after, lines: changedLines(before, after) }],
  );
  if (countableSources(given.plan.test.runner, sources).length === 0) return null;
  try {
    const opened = await openBox(run, commit, await planLayer(run, commit, given.plan));
    await using sandbox = opened.sandbox;
    const { install } = await prepareOpenedBox(run, opened, { ...commit, plan: given.plan });
    if (install.kind === 'failed') return null;
    const plan = { ...given.plan, ...nothingToPrepare };
    const deps = boxDeps(run, sandbox, commit.purpose);
    return await runWithCoverage(deps, { plan, sources, installTimeoutMs, testTimeoutMs }, run.signal);
  } catch (error) {
    // No verdict rests on it, so that a box that breaks here ends no run.
    if (error instanceof SandboxFault && !run.signal.aborted) return null;
    throw error;
  }
}
