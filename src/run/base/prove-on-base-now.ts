import type { BaseNow } from '../../git/compare-base.ts';
import { readChangeTexts } from '../../git/read-change-texts.ts';
import { prove } from '../proving/prove.ts';
import { baseIsGone, historyIsAnother } from './base-fault.ts';
import { catchUp } from './catch-up.ts';
import type { CommittedOnBase, ProvedOnBase } from './proved-on-base.ts';
import { readBaseNow } from './read-base-now.ts';

/** Where the base branch is once no more is proved; `null`: not known. */
export type ProvedOnBaseNow = ProvedOnBase & { readonly base: BaseNow | null };

/** Of each side of a file; what is longer is not read for its words. */
const maxTextBytes = 512 * 1024;
/** A branch that is pushed to all the time is not run after. */
const maxCatchUps = 2;

/**
 * Proves a change, and looks whether its base moved on meanwhile: then the change is made again where the base is now, and proved
 * there from the baseline on. What is published was proved where it will be merged, or is said not to be.
 */
export async function proveOnBaseNow(committed: CommittedOnBase): Promise<ProvedOnBaseNow> {
  return await followBase(await proveHere(committed));
}

/** The first half of it: on the base it was made on. */
export async function proveHere(committed: CommittedOnBase): Promise<ProvedOnBase> {
  const { run, mirror, policy, commit } = committed;
  const texts = await readChangeTexts(run.deps.git, { mirror, change: commit.change }, maxTextBytes, run.signal);
  return { run, mirror, policy, commit, texts, proof: await prove(run, { ...committed, texts }) };
}

/** The second half of it, for a change that was proved where it was made. */
export async function followBase(proved: ProvedOnBase): Promise<ProvedOnBaseNow> {
  return await follow(proved, maxCatchUps);
}

async function follow(proved: ProvedOnBase, left: number): Promise<ProvedOnBaseNow> {
  const { run, mirror, commit } = proved;
  const base = await readBaseNow(run, { mirror, sha: commit.sha });
  if (base === null || base.kind === 'same') return { ...proved, base };
  if (base.kind === 'gone' || (base.kind === 'renamed' && left === 0)) throw baseIsGone(mirror);
  if (base.kind === 'renamed') return await follow(underNewName(proved, base.branch), left - 1);
  if (base.kind === 'conflicts' || left === 0) return stay(proved, base);
  const committed = await catchUp(proved, base.tip);
  if (committed === null) return stay(proved, base);
  return await follow(await proveAgain(proved, committed), left - 1);
}

function underNewName(proved: ProvedOnBase, branch: string): ProvedOnBase {
  proved.run.progress.addNotes([`${proved.mirror.branch} was renamed meanwhile: the change is for ${branch}.`]);
  return { ...proved, mirror: { ...proved.mirror, branch } };
}

async function proveAgain(before: ProvedOnBase, committed: CommittedOnBase): Promise<ProvedOnBase> {
  const { record, progress } = committed.run;
  const from = before.mirror.baseSha.slice(0, 10);
  await record.save(`proof-on-${from}.json`, before.proof);
  const now = await proveHere(committed);
  const to = committed.mirror.baseSha.slice(0, 10);
  progress.addNotes([
    `Proved again on ${to}: ${now.proof.verdict}. On ${from} the change was ${before.proof.verdict}.`,
  ]);
  return now;
}

/** A commit on a history that was taken away would bring all of it back. */
function stay(proved: ProvedOnBase, base: Extract<BaseNow, { tip: string }>): ProvedOnBaseNow {
  if (base.isRewritten) throw historyIsAnother(proved.mirror, base);
  return { ...proved, base };
}
