import { issueOfBranch } from '../git/branch-name.ts';
import type { LivePull } from '../github/read-pull.ts';
import type { RepositoryName } from '../github/repository-name.ts';

/** The issue that a pull request which we opened is for; `null`: it is somebody else's. Where its branch is, is another question. */
export function issueOfPull({ author, branch }: LivePull, botLogin: string): number | null {
  return author?.toLowerCase() === botLogin.toLowerCase() ? issueOfBranch(branch) : null;
}

/** Whether its branch is in this very repository. */
export function isFromHere({ headRepository }: LivePull, { owner, name }: RepositoryName): boolean {
  return headRepository?.toLowerCase() === `${owner}/${name}`.toLowerCase();
}
