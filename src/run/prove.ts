import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { readChangeTexts } from '../git/read-change-texts.ts';
import { checkIntegrity } from '../verify/check-integrity.ts';
import { compareSuites } from '../verify/compare-suites.ts';
import { judge } from '../verify/judge.ts';
import type { Proof, SuiteResult } from '../verify/suite.ts';
import type { CommittedChange } from './commit-export.ts';
import type { Run } from './run.ts';
import { runSuiteAfresh } from './run-suite-afresh.ts';

const maxTextBytes = 512 * 1024;

/** Runs the suite at the new commit in a fresh sandbox and sets it against the baseline. */
export async function prove(
  run: Run,
  given: {
    readonly mirror: Mirror;
    readonly plan: EnvironmentPlan;
    readonly baseline: SuiteResult;
    readonly commit: CommittedChange;
  },
): Promise<Proof> {
  const { mirror, plan, baseline: base, commit } = given;
  const head = await runHead(run, given);
  const texts = await readChangeTexts(run.deps.git, { mirror, change: commit.change }, maxTextBytes, run.signal);
  const comparison = compareSuites(base, head);
  const findings = checkIntegrity(texts, { command: plan.test, isExitCodeOnly: comparison === null });
  const proof = judge({ base, head, comparison, findings });
  await run.record.save('proof.json', proof);
  return proof;
}

type Given = Parameters<typeof prove>[1];

/**
 * Installed in the way that worked at base. What goes wrong before the tests and did not at base (a service that was slow to
 * come up) is tried once more: a busy machine is not the change's fault.
 */
async function runHead(run: Run, { mirror, plan, baseline, commit }: Given): Promise<SuiteResult> {
  const target = { mirror, sha: commit.sha, purpose: 'head' };
  const settled = { ...plan, ladder: settledLadder(plan.ladder, baseline) };
  const head = await runSuiteAfresh(run, target, settled);
  const isWorse = (head.troubles?.length ?? 0) > (baseline.troubles?.length ?? 0);
  return isWorse ? await runSuiteAfresh(run, target, settled) : head;
}

function settledLadder(ladder: EnvironmentPlan['ladder'], { install }: SuiteResult): EnvironmentPlan['ladder'] {
  return install === null ? [] : ladder.filter(({ command }) => command === install.command);
}
