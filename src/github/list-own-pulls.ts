import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type OwnPull = {
  readonly number: number;
  readonly body: string;
  readonly branch: string;
  readonly sha: string;
  /** ISO 8601. */
  readonly openedAt: string;
  readonly labels: readonly string[];
};

/** Of the open ones, oldest first; what is beyond waits until older ones are gone. */
const maxPages = 10;

/** The open pull requests that the app opened from branches of this very repository. */
export async function listOwnPulls(
  octokit: Octokit,
  { repository, botLogin }: { readonly repository: RepositoryName; readonly botLogin: string },
  signal: AbortSignal,
): Promise<readonly OwnPull[]> {
  const { owner, name: repo } = repository;
  const fullName = `${owner}/${repo}`.toLowerCase();
  const pages = octokit.paginate.iterator(octokit.rest.pulls.list, {
    owner,
    repo,
    state: 'open',
    sort: 'created',
    direction: 'asc',
    per_page: 100,
    request: { signal },
  });
  const found: OwnPull[] = [];
  let page = 0;
  await asking('list the pull requests', signal, async () => {
    for await (const { data } of pages) {
      const own = data.filter(
        ({ user, head }) => user?.login === botLogin && head.repo?.full_name.toLowerCase() === fullName,
      );
      found.push(...own.map(toOwnPull));
      page += 1;
      if (page === maxPages) return;
    }
  });
  return found;
}

type ListedPull = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

function toOwnPull({ number, body, head, created_at: openedAt, labels }: ListedPull): OwnPull {
  return {
    number,
    body: body ?? '',
    branch: head.ref,
    sha: head.sha,
    openedAt,
    labels: labels.map(({ name }) => name),
  };
}
