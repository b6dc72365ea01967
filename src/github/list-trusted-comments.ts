import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';
import { mayWrite } from './may-write.ts';
import { readPermission } from './read-permission.ts';

export type TrustedComment = { readonly author: string; readonly text: string };

/** ISO 8601, UTC: only what was written, and last changed, by then counts. */
export type CommentRules = { readonly before: string };

const maxComments = 50;
const maxAuthors = 20;

/**
 * What people with write permission had said about an issue, oldest first, at most the last fifty. Permission is asked
 * live, once for each author; a comment that was changed after the request is left out, whoever changed it.
 */
export async function listTrustedComments(
  octokit: Octokit,
  address: IssueAddress,
  { before }: CommentRules,
  signal: AbortSignal,
): Promise<readonly TrustedComment[]> {
  const comments = await asking('list the comments', signal, () =>
    octokit.paginate(octokit.rest.issues.listComments, {
      ...issueParameters(address),
      per_page: 100,
      request: { signal },
    }),
  );
  const inTime = comments.flatMap(({ user, body, updated_at: changedAt }) => {
    const isPerson = user?.type === 'User' && !user.login.endsWith('[bot]');
    return isPerson && body !== undefined && body.trim() !== '' && Date.parse(changedAt) <= Date.parse(before)
      ? [{ author: user.login, text: body }]
      : [];
  });
  const trusted = new Set<string>();
  for (const author of [...new Set(inTime.map((comment) => comment.author))].slice(-maxAuthors)) {
    if (mayWrite(await readPermission(octokit, address.repository, author, signal))) trusted.add(author);
  }
  return inTime.filter(({ author }) => trusted.has(author)).slice(-maxComments);
}
