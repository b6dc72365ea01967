import { composeCommit } from '../../git/compose-commit.ts';
import { isSourcePath } from '../../verify/is-source-path.ts';
import { isTestPath } from '../../verify/is-test-path.ts';
import { runSuite } from '../../verify/run-suite.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import type { OnBase } from '../../verify/weigh-evidence.ts';
import type { Run } from '../run.ts';
import type { ToProve } from './prove.ts';
import { runSuiteAfresh, type SuiteBox, withSuiteBox } from './run-suite-afresh.ts';

/**
 * Tests the code of base once more: with the new and changed tests, to see whether they fail without the change; or, where
 * there are none, as it is, to see that what failed fails again.
 */
export async function proveOnBase(run: Run, { mirror, plan, baseline, commit }: ToProve): Promise<OnBase> {
  const { change } = commit;
  const written = change.entries.filter(({ kind }) => kind === 'write').map(({ path }) => path);
  if (!change.entries.some(({ path }) => isSourcePath(path))) {
    return { kind: 'not-run', because: 'nothing but tests, documents and settings was changed' };
  }
  if (written.some(isTestPath)) {
    const sha = await composeCommit(run.deps.git, { mirror, change, takes: isTestPath }, run.signal);
    return await withSuiteBox(run, { mirror, sha, purpose: 'fail-first', plan }, (box) => failAgain(run, box));
  }
  const because = 'no test was added or changed';
  if (!isRed(baseline)) return { kind: 'not-run', because };
  const base = { mirror, sha: mirror.baseSha, purpose: 'base-again' };
  return { kind: 'base-again', result: await runSuiteAfresh(run, base, plan), because };
}

/** What fails only once proves nothing. */
async function failAgain({ signal }: Run, { result, deps, again }: SuiteBox): Promise<OnBase> {
  if (!isRed(result)) return { kind: 'with-tests', results: [result] };
  return { kind: 'with-tests', results: [result, await runSuite(deps, again, signal)] };
}

function isRed({ test }: SuiteResult): boolean {
  return test?.exit.reason === 'exited' && test.exit.code !== 0;
}
