import type { Attempt } from '../../agent/attempt.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import { answerReview } from '../answering/answer-review.ts';
import { proveHere } from '../base/prove-on-base-now.ts';
import { readBaseNow } from '../base/read-base-now.ts';
import type { CommittedChange } from '../exporting/commit-export.ts';
import { type ProvenChange, wordChange } from '../publishing/word-change.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { Beginning } from './begin-revision.ts';
import { BranchMovedFault } from './branch-fault.ts';
import { decideDraft } from './decide-draft.ts';
import { followBranch } from './follow-branch.ts';
import type { Ground } from './revise-pull-request.ts';

export type MadeRevision = {
  readonly kind: 'change';
  /** The suite at the base of the mirror. */
  readonly baseline: SuiteResult;
  /** Its change is all that the pull request changes. */
  readonly commit: CommittedChange;
  readonly attempt: Attempt;
};

export type Landing = Omit<Ground, 'maintainersGuidance'> & Omit<MadeRevision, 'kind'>;

/**
 * Proves the whole pull request as it will be, and takes its branch on. Where people pushed to it meanwhile, the commit is made
 * again on theirs, once, and has to prove itself there.
 */
export async function landRevision(run: Run, landing: Landing, isLast = false): Promise<RunOutcome> {
  run.progress.enter('proving');
  const proven = await prove(run, landing);
  run.progress.enter('publishing');
  try {
    return await publish(run, landing.beginning, proven);
  } catch (error) {
    if (!(error instanceof BranchMovedFault) || isLast) throw error;
    const followed = await followBranch(run, landing, error);
    return await landRevision(followed.run, followed, true);
  }
}

async function prove(run: Run, { beginning, ...landing }: Landing): Promise<ProvenChange> {
  const { mirror } = beginning;
  const proved = await proveHere({ run, ...landing, mirror });
  const fate = await readBaseNow(run, { mirror, sha: landing.commit.sha });
  const base = fate?.kind === 'gone' || fate?.kind === 'renamed' ? null : fate;
  return { ...proved, attempt: landing.attempt, base };
}

async function publish(run: Run, beginning: Beginning, proven: ProvenChange): Promise<RunOutcome> {
  const { origin, progress, signal } = run;
  const { pull, parents } = beginning;
  const { mirror, commit, proof, base, policy } = proven;
  const { verdict, because } = proof;
  const { word } = await wordChange(run, proven);
  const isWithheld = policy.unverified === 'comment-only' && verdict !== 'verified';
  if (isWithheld || origin.revisions === undefined) {
    return { kind: 'published', verdict, because, draft: pull.isDraft, publication: { kind: 'withheld' } };
  }
  const { isDraft, becomesDraft } = decideDraft(policy, { wasDraft: pull.isDraft, proof, base });
  const request = { pull, mirror, sha: commit.sha, parents, becomesDraft, word };
  const publication = await origin.revisions.publish(request, signal);
  progress.addNotes(publication.notes);
  const answered = { mirror, head: commit.sha, published: publication.sha };
  await answerReview(run, { finish: proven.attempt.finish, commit: answered }, signal);
  return { kind: 'published', verdict, because, draft: isDraft, publication };
}
