import type { Octokit } from 'octokit';
import { type CommentKey, findOwnComment } from './find-own-comment.ts';
import { asking, GitHubFault } from './github-fault.ts';
import { issueParameters } from './issue-address.ts';

/** The one comment of the app on an issue that bears a marker: found or created at first, edited from then on. */
export interface KeptComment {
  write(octokit: Octokit, body: string, signal: AbortSignal): Promise<void>;
}

export function keepComment(key: CommentKey): KeptComment {
  let id: number | null = null;
  return {
    async write(octokit, body, signal) {
      id ??= (await findOwnComment(octokit, key, signal))?.id ?? null;
      if (id !== null && (await update(octokit, { ...key, id, body }, signal))) return;
      id = await create(octokit, { ...key, body }, signal);
    },
  };
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
