import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { ChangedText } from '../../verify/changed-text.ts';
import type { Proof, SuiteResult } from '../../verify/suite.ts';
import { weighEvidence } from '../../verify/weigh-evidence.ts';
import type { CommittedChange } from '../exporting/commit-export.ts';
import { inParallel } from '../in-parallel.ts';
import type { Run } from '../run.ts';
import { measureCoverage } from './measure-coverage.ts';
import { proveOnBase } from './prove-on-base.ts';
import { proveOnHead } from './prove-on-head.ts';
import { runSuiteAfresh } from './run-suite-afresh.ts';

export type ToProve = {
  readonly mirror: Mirror;
  readonly plan: EnvironmentPlan;
  readonly baseline: SuiteResult;
  readonly commit: CommittedChange;
  readonly texts: readonly ChangedText[];
};

/**
 * Runs the suite at the new commit in a fresh sandbox and sets it against the baseline; beside it, the code of base once more,
 * with the tests of the change. Only where something is left to be known, head is run a second time, and hunk by hunk; beside
 * that, once more to see which changed lines are executed.
 */
export async function prove(run: Run, given: ToProve): Promise<Proof> {
  const { mirror, plan, baseline: base, commit, texts } = given;
  const settled = { ...given, plan: { ...plan, ladder: settledLadder(plan.ladder, base) } };
  const [head, onBase] = await inParallel(
    run.signal,
    (signal) => runHead({ ...run, signal }, settled),
    (signal) => proveOnBase({ ...run, signal }, settled),
  );
  const { title, body } = run.origin.issue;
  const subject = { changes: texts, command: plan.test, issue: `${title}\n${body}` };
  const weighWith = (headAgain: SuiteResult | null) => weighEvidence({ base, head, onBase, headAgain }, subject);
  const [proven, coverage] = await inParallel(
    run.signal,
    (signal) => proveOnHead({ ...run, signal }, { ...settled, proof: weighWith(null), weighWith }),
    (signal) =>
      measureCoverage(
        { ...run, signal },
        { mirror, sha: commit.sha, purpose: 'coverage' },
        { plan: settled.plan, texts },
      ),
  );
  const proof = { ...proven, coverage };
  await run.record.save('proof.json', proof);
  return proof;
}

/**
 * Installed in the way that worked at base. What goes wrong before the tests and did not at base (a service that was slow to
 * come up) is tried once more: a busy machine is not the change's fault.
 */
async function runHead(run: Run, { mirror, plan, baseline, commit }: ToProve): Promise<SuiteResult> {
  const target = { mirror, sha: commit.sha, purpose: 'head' };
  const head = await runSuiteAfresh(run, target, plan);
  const isWorse = (head.troubles?.length ?? 0) > (baseline.troubles?.length ?? 0);
  return isWorse ? await runSuiteAfresh(run, target, plan) : head;
}

function settledLadder(ladder: EnvironmentPlan['ladder'], { install }: SuiteResult): EnvironmentPlan['ladder'] {
  return install === null ? [] : ladder.filter(({ command }) => command === install.command);
}
