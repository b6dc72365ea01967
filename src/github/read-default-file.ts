import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

/** The text of a file on the default branch as it is now; `null` when there is no such file, or nothing that is a text. */
export async function readDefaultFile(
  octokit: Octokit,
  { repository, path }: { readonly repository: RepositoryName; readonly path: string },
  signal: AbortSignal,
): Promise<string | null> {
  const { owner, name: repo } = repository;
  try {
    const { data } = await asking(`show ${path}`, signal, () =>
      octokit.rest.repos.getContent({ owner, repo, path, request: { signal } }),
    );
    if (Array.isArray(data) || data.type !== 'file' || data.encoding !== 'base64') return null;
    return Buffer.from(data.content, 'base64').toString('utf8');
  } catch (error) {
    if (error instanceof GitHubFault && error.status === 404) return null;
    throw error;
  }
}
