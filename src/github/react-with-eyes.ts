import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { issueParameters } from './issue-address.ts';
import type { RepositoryName } from './repository-name.ts';

/** An issue or a pull request, or a comment on one. */
export type Seen = { readonly repository: RepositoryName } & (
  | { readonly issue: number }
  | { readonly comment: number }
);

/** Says "seen". Nothing that could be read as approval is ever used. Being said twice changes nothing. */
export async function reactWithEyes(octokit: Octokit, seen: Seen, signal: AbortSignal): Promise<void> {
  const reaction = { content: 'eyes', request: { signal } } as const;
  const { owner, name: repo } = seen.repository;
  await asking('accept the reaction', signal, () =>
    'issue' in seen
      ? octokit.rest.reactions.createForIssue({ ...issueParameters(seen), ...reaction })
      : octokit.rest.reactions.createForIssueComment({ owner, repo, comment_id: seen.comment, ...reaction }),
  );
}
