import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';

/** The one comment of the app on an issue that bears a marker: found or created at first, edited from then on. */
export interface KeptComment {
  write(octokit: Octokit, body: string, signal: AbortSignal): Promise<void>;
}

export type CommentKey = {
  readonly address: IssueAddress;
  /** The app's own login, such as `sandpiper[bot]`: a comment of anybody else is never edited, whatever marker it bears. */
  readonly botLogin: string;
  readonly marker: string;
};

export function keepComment(key: CommentKey): KeptComment {
  let id: number | null = null;
  return {
    async write(octokit, body, signal) {
      id ??= await findOwnComment(octokit, key, signal);
      if (id !== null && (await update(octokit, { ...key, id, body }, signal))) return;
      id = await create(octokit, { ...key, body }, signal);
    },
  };
}

async function findOwnComment(octokit: Octokit, key: CommentKey, signal: AbortSignal): Promise<number | null> {
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    ...issueParameters(key.address),
    per_page: 100,
    request: { signal },
  });
  return await asking('list the comments', signal, async () => {
    for await (const { data } of pages) {
      const own = data.find(({ user, body }) => user?.login === key.botLogin && body?.includes(key.marker));
      if (own !== undefined) return own.id;
    }
    return null;
  });
}

type Writing = CommentKey & { readonly body: string };

async function create(octokit: Octokit, { address, body }: Writing, signal: AbortSignal): Promise<number> {
  const { data } = await asking('accept the comment', signal, () =>
    octokit.rest.issues.createComment({ ...issueParameters(address), body, request: { signal } }),
  );
  return data.id;
}

/** `false` when somebody has deleted it. */
async function update(
  octokit: Octokit,
  writing: Writing & { readonly id: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { owner, name: repo } = writing.address.repository;
  try {
    await asking('accept the change of the comment', signal, () =>
      octokit.rest.issues.updateComment({
        owner,
        repo,
        comment_id: writing.id,
        body: writing.body,
        request: { signal },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof GitHubFault && error.status === 404) return false;
    throw error;
  }
}
