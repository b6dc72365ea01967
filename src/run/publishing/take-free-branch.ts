import { branchName } from '../../git/branch-name.ts';
import { GitFault } from '../../git/git-fault.ts';
import type { IssueSnapshot } from '../origins/run-request.ts';

const maxBranches = 50;

/** Tries this issue's names in turn until `take` has got one. A name that somebody has is left alone. */
export async function takeFreeBranch(
  issue: Pick<IssueSnapshot, 'number' | 'title'>,
  take: (branch: string) => Promise<boolean>,
): Promise<string> {
  for (let attempt = 1; attempt <= maxBranches; attempt += 1) {
    const branch = branchName(issue.number, issue.title, attempt);
    if (await take(branch)) return branch;
  }
  throw new GitFault('branch-exists', `All ${maxBranches} branch names for this issue are taken.`, {
    nextAction: 'Delete the old sandpiper/ branches of this issue.',
  });
}
