import { GitFault } from '../../git/git-fault.ts';
import { pushCommit } from '../../git/push-commit.ts';
import { convertToDraft } from '../../github/convert-to-draft.ts';
import { createCheckRun } from '../../github/create-check-run.ts';
import { GitHubFault } from '../../github/github-fault.ts';
import { updateBranch } from '../../github/update-branch.ts';
import { updatePullRequest } from '../../github/update-pull-request.ts';
import { branchMoved } from '../revising/branch-fault.ts';
import type { RevisionRequest } from '../revising/revisions.ts';
import type { PullRequestPublication } from '../run-outcome.ts';
import type { PullRequestDeps, PullRequestTarget } from './publish-pull-request.ts';
import { renewDescription } from './renew-description.ts';
import { uploadCommit } from './upload-commit.ts';

type Target = Pick<PullRequestTarget, 'remoteUrl' | 'webUrl' | 'repository'>;

/**
 * Commit, branch, check run, description, draft. With the branch the commit is published: what GitHub refuses after that is told,
 * and takes nothing back.
 */
export async function publishRevision(
  deps: PullRequestDeps,
  target: Target,
  request: RevisionRequest,
  signal: AbortSignal,
): Promise<PullRequestPublication> {
  const { pull } = request;
  const uploaded = await uploadCommit(deps, { ...target, ...request }, signal);
  await advance(deps, target, { ...request, uploaded }, signal);
  const sha = uploaded ?? request.sha;
  const notes = await announce(deps, target, { ...request, sha }, signal);
  return { kind: 'pull-request', number: pull.number, url: pull.url, branch: pull.branch, sha, notes, isNew: false };
}

type Advance = RevisionRequest & { readonly uploaded: string | null };

async function advance(
  { git, octokit, token }: PullRequestDeps,
  { repository, remoteUrl }: Target,
  { mirror, pull, sha, uploaded }: Advance,
  signal: AbortSignal,
): Promise<void> {
  const { branch, sha: from } = pull;
  if (uploaded !== null) {
    const step = { repository, branch, from, sha: uploaded };
    if ((await updateBranch(octokit, step, signal)) === 'elsewhere') throw branchMoved(branch, from);
    return;
  }
  try {
    const push = { mirror: { ...mirror, baseSha: from }, sha, remoteUrl, token: token(), branch, onto: from };
    await pushCommit(git, push, signal);
  } catch (error) {
    if (error instanceof GitFault && error.kind === 'branch-moved') throw branchMoved(branch, from);
    throw error;
  }
}

async function announce(
  { octokit }: PullRequestDeps,
  { repository, webUrl }: Target,
  { pull, sha, word, becomesDraft }: RevisionRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { checkRun, pullRequest } = word({ sha, checksUrl: `${webUrl}/commit/${sha}/checks` });
  const address = { repository, pull: pull.number };
  const body = renewDescription(pull.body, pullRequest.body);
  const notes = [
    await attempt(signal, () => createCheckRun(octokit, { repository, headSha: sha, ...checkRun }, signal)),
    body === null
      ? 'The description of the pull request is too long to be made anew, and says what it said before.'
      : await attempt(signal, () => updatePullRequest(octokit, { ...address, body }, signal)),
    becomesDraft ? await attempt(signal, () => convertToDraft(octokit, address, signal)) : null,
  ];
  return notes.filter((note) => note !== null);
}

async function attempt(signal: AbortSignal, work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof GitHubFault) return error.message;
    if (signal.aborted) return 'There was no time left to say at the pull request what the proof says.';
    throw error;
  }
}
