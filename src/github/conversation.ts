import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type ConversationDeps = {
  readonly octokit: Octokit;
  /** The app's own login, such as `sandpiper[bot]`: a comment of anybody else is never edited, whatever marker it bears. */
  readonly botLogin: string;
};

export type IssueAddress = { readonly repository: RepositoryName; readonly issue: number };

export type LiveIssue = {
  readonly isOpen: boolean;
  readonly isLocked: boolean;
  readonly labels: readonly string[];
};

/** What the issue is at this moment; its text is taken from the signed webhook instead. */
export async function readLiveIssue(octokit: Octokit, address: IssueAddress, signal: AbortSignal): Promise<LiveIssue> {
  const { data } = await asking('show the issue', () =>
    octokit.rest.issues.get({ ...at(address), request: { signal } }),
  );
  const labels = data.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  return { isOpen: data.state === 'open', isLocked: data.locked, labels };
}

export async function reactWithEyes(octokit: Octokit, address: IssueAddress, signal: AbortSignal): Promise<void> {
  await asking('accept the reaction', () =>
    octokit.rest.reactions.createForIssue({ ...at(address), content: 'eyes', request: { signal } }),
  );
}

/** The app's earlier comment that bears the marker, or `null`. */
export async function findOwnComment(
  deps: ConversationDeps,
  address: IssueAddress,
  marker: string,
  signal: AbortSignal,
): Promise<number | null> {
  const pages = deps.octokit.paginate.iterator(deps.octokit.rest.issues.listComments, {
    ...at(address),
    per_page: 100,
    request: { signal },
  });
  return await asking('list the comments', async () => {
    for await (const { data } of pages) {
      const own = data.find((comment) => comment.user?.login === deps.botLogin && comment.body?.includes(marker));
      if (own !== undefined) return own.id;
    }
    return null;
  });
}

export async function createComment(
  octokit: Octokit,
  address: IssueAddress,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  const { data } = await asking('accept the comment', () =>
    octokit.rest.issues.createComment({ ...at(address), body, request: { signal } }),
  );
  return data.id;
}

export async function updateComment(
  octokit: Octokit,
  comment: { readonly repository: RepositoryName; readonly id: number },
  body: string,
  signal: AbortSignal,
): Promise<void> {
  await asking('accept the change of the comment', () =>
    octokit.rest.issues.updateComment({
      owner: comment.repository.owner,
      repo: comment.repository.name,
      comment_id: comment.id,
      body,
      request: { signal },
    }),
  );
}

function at(address: IssueAddress) {
  return { owner: address.repository.owner, repo: address.repository.name, issue_number: address.issue };
}
