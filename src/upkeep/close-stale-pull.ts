import { closePullRequest } from '../github/close-pull-request.ts';
import type { GitHubClient } from '../github/connect-github.ts';
import { hasOpenPullRequest } from '../github/has-open-pull-request.ts';
import { keepComment } from '../github/keep-comment.ts';
import type { OwnPull } from '../github/list-own-pulls.ts';
import type { RepositoryName } from '../github/repository-name.ts';
import { takeBackBranch } from '../github/take-back-branch.ts';
import { keepLabel } from './judge-pull.ts';

export type ClosingDeps = { readonly octokit: ReturnType<GitHubClient['as']>; readonly botLogin: string };

export type Closing = {
  readonly repository: RepositoryName;
  readonly pull: OwnPull;
  readonly staleDays: number;
  readonly deleteBranch: boolean;
};

const marker = '<!-- sandpiper:stale -->';

/** Says why, then closes, then deletes. A comment that is there from a try that was cut off is edited, not repeated. */
export async function closeStalePull(
  { octokit, botLogin }: ClosingDeps,
  { repository, pull, staleDays, deleteBranch }: Closing,
  signal: AbortSignal,
): Promise<void> {
  const comment = keepComment({ address: { repository, issue: pull.number }, botLogin, marker });
  await comment.write(octokit, renderFarewell(staleDays), signal);
  await closePullRequest(octokit, { repository, pull: pull.number }, signal);
  const { branch, sha } = pull;
  if (!deleteBranch || (await hasOpenPullRequest(octokit, { repository, branch }, signal))) return;
  await takeBackBranch(octokit, { repository, branch, sha }, signal);
}

function renderFarewell(days: number): string {
  return [
    `Nobody did anything about this pull request for ${days === 1 ? 'a day' : `${days} days`}, and the settings of this repository have such pull requests closed (\`publish.stale-days\` in \`.github/sandpiper.yml\`).`,
    `If you still want it, reopen it: it will not be closed again. An open one stays open with the label \`${keepLabel}\`.`,
    marker,
  ].join('\n\n');
}
