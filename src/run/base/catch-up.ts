import { Fault } from '../../errors.ts';
import { carryOver } from '../../git/carry-over.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { commitExport, unsafeChange } from '../exporting/commit-export.ts';
import { describeSettingsProblems } from '../preparation/describe-settings-problems.ts';
import { fitRun } from '../preparation/fit-run.ts';
import { planRun } from '../preparation/plan-run.ts';
import { checkBaseline } from '../proving/check-baseline.ts';
import { runSuiteAfresh } from '../proving/run-suite-afresh.ts';
import type { Run } from '../run.ts';
import { nothingIsLeft } from './base-fault.ts';
import type { CommittedOnBase, ProvedOnBase } from './proved-on-base.ts';

/**
 * Makes the change again on a later commit of its base, with that base's settings, rules and baseline, ready to be proved. `null`
 * when nothing can be proved there, with a note that says why.
 */
export async function catchUp({ run, mirror, commit }: ProvedOnBase, tip: string): Promise<CommittedOnBase | null> {
  const { progress, signal } = run;
  const mirrorNow = { ...mirror, baseSha: tip };
  progress.addNotes([describeCatchUp(mirror, tip)]);
  progress.enter('proving');
  const measured = await measureBase(run, mirrorNow);
  if (measured === null) return null;
  const { git, settings } = measured.run.deps;
  const carried = await carryOver(git, { mirror, sha: commit.sha, tip }, settings.exportRules, signal);
  if (carried.kind === 'empty') throw nothingIsLeft(mirrorNow);
  if (carried.kind === 'refused') {
    throw unsafeChange(`The change was refused where ${mirror.branch} is now.`, carried.refusals);
  }
  return { ...measured, mirror: mirrorNow, commit: await commitExport(measured.run, mirrorNow, carried) };
}

/** Read while it is done, and afterwards. */
function describeCatchUp({ branch, baseSha }: Mirror, tip: string): string {
  const [from, to] = [baseSha.slice(0, 10), tip.slice(0, 10)];
  return `${branch} moved on from ${from} to ${to} meanwhile: the change is made again on ${to}, and has to prove itself there.`;
}

type Measured = Pick<CommittedOnBase, 'run' | 'plan' | 'policy' | 'baseline'>;

/** That a base cannot be tested any more is no reason to lose what was proved before it moved. */
async function measureBase(asked: Run, mirror: Mirror): Promise<Measured | null> {
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
