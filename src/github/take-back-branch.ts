import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { type BranchAddress, readBranch } from './read-branch.ts';

export type OwnBranch = BranchAddress & { readonly sha: string };

/** Deletes a branch if it is there and still at the commit this run published; anybody else's is left alone. */
export async function takeBackBranch(octokit: Octokit, own: OwnBranch, signal: AbortSignal): Promise<void> {
  if ((await readBranch(octokit, own, signal)) !== own.sha) return;
  const { owner, name: repo } = own.repository;
  await asking('delete the branch again', signal, () =>
    octokit.rest.git.deleteRef({ owner, repo, ref: `heads/${own.branch}`, request: { signal } }),
  );
}
