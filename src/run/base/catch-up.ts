import { carryOver } from '../../git/carry-over.ts';
import { GitFault } from '../../git/git-fault.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { commitExport, unsafeChange } from '../exporting/commit-export.ts';
import { nothingIsLeft } from './base-fault.ts';
import { measureBase } from './measure-base.ts';
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
  if (carried.kind === 'conflicts') throw doesNotApply(tip);
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

/** It was seen to apply a moment ago. */
function doesNotApply(tip: string): GitFault {
  return new GitFault('corrupt', `The change does not apply to ${tip}, where it did before.`);
}
