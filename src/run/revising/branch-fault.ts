import { Fault } from '../../errors.ts';
import { listPathsShortly } from '../base/list-paths-shortly.ts';

/** The branch of the pull request is not where the work on it began. */
export class BranchMovedFault extends Fault {
  override readonly name = 'BranchMovedFault';
}

export function branchMoved(branch: string, sha: string, why = 'it has other commits by now'): BranchMovedFault {
  return new BranchMovedFault(
    `The branch ${branch} was at ${sha.slice(0, 10)} when the work on it began, and cannot be taken on from there: ${why}.`,
    { nextAction: 'Comment /retry, and the work begins where the branch is now.' },
  );
}

export function branchConflicts(branch: string, sha: string, paths: readonly string[]): BranchMovedFault {
  return branchMoved(branch, sha, `what was pushed meanwhile conflicts with it in ${listPathsShortly(paths)}`);
}

/** The pull request was closed, or is no longer ours to go on with, while the run worked on it. */
export function pullIsGone(pull: number, reason: string): Fault {
  return new Fault(`Nothing was pushed to pull request #${pull}, which changed while the run worked on it. ${reason}`, {
    nextAction: 'Take the change from the record if it is still wanted.',
  });
}

export function nothingInCommon(branch: string, base: string): Fault {
  return new Fault(`No commit that ${branch} and ${base} have in common was found among the last thousand of each.`, {
    nextAction: `Merge ${base} into ${branch}, then comment /retry.`,
  });
}

export function marksAreLeft(paths: readonly string[]): Fault {
  return new Fault(`The conflict is not resolved: both sides still stand in ${listPathsShortly(paths)}.`, {
    nextAction: 'Resolve it by hand, or comment /retry and say how the two go together.',
  });
}

export function pullIsTooLarge(pull: number): Fault {
  return new Fault(
    `Pull request #${pull} changes more than can be read as a whole, and so nothing can be proved of it.`,
    {
      nextAction: 'Split it into smaller ones.',
    },
  );
}
