import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';

export type CommentKey = {
  readonly address: IssueAddress;
  /** The app's own login, such as `sandpiper[bot]`: a comment of anybody else is never edited, whatever marker it bears. */
  readonly botLogin: string;
  readonly marker: string;
};

export type OwnComment = { readonly id: number; readonly body: string };

/** The first comment of the app that bears the marker; `null`: there is none written since that moment, in ISO 8601. */
export async function findOwnComment(
  octokit: Octokit,
  { address, botLogin, marker, since }: CommentKey & { readonly since?: string | null },
  signal: AbortSignal,
): Promise<OwnComment | null> {
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    ...issueParameters(address),
    ...(since ? { since } : {}),
    per_page: 100,
    request: { signal },
  });
  return await asking('list the comments', signal, async () => {
    for await (const { data } of pages) {
      const own = data.find(({ user, body }) => user?.login === botLogin && body?.includes(marker));
      if (own !== undefined) return { id: own.id, body: own.body ?? '' };
    }
    return null;
  });
}
