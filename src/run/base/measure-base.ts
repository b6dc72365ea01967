import { Fault } from '../../errors.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { describeSettingsProblems } from '../preparation/describe-settings-problems.ts';
import { fitRun } from '../preparation/fit-run.ts';
import { planRun } from '../preparation/plan-run.ts';
import { checkBaseline } from '../proving/check-baseline.ts';
import { runSuiteAfresh } from '../proving/run-suite-afresh.ts';
import type { Run } from '../run.ts';
import type { CommittedOnBase } from './proved-on-base.ts';

export type Measured = Pick<CommittedOnBase, 'run' | 'plan' | 'policy' | 'baseline'>;

/** Plans and measures on another base than before. `null`, and a note: that it cannot be tested is no reason to lose what was proved before. */
export async function measureBase(asked: Run, mirror: Mirror): Promise<Measured | null> {
  const { progress, signal } = asked;
  try {
    const { plan, settings } = await planRun(asked, mirror);
    const { publish: policy } = settings.settings;
    const run = await fitRun(asked, plan, policy);
    progress.addBase({ mirror, image: run.deps.settings.image, plan });
    const baseline = await runSuiteAfresh(run, { mirror, sha: mirror.baseSha, purpose: 'base' }, plan);
    checkBaseline(baseline, progress.blocked);
    progress.addNotes([...describeSettingsProblems(settings), ...(baseline.troubles ?? [])]);
    return { run, plan, policy, baseline };
  } catch (error) {
    if (signal.aborted || !(error instanceof Fault)) throw error;
    progress.addNotes([`Nothing could be proved on ${mirror.baseSha.slice(0, 10)}: ${error.message}`]);
    return null;
  }
}
