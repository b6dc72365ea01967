import { type CommitSince, listCommitsSince } from '../../github/list-commits-since.ts';
import { mayWrite } from '../../github/may-write.ts';
import { mintToken } from '../../github/mint-token.ts';
import { readPermission } from '../../github/read-permission.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import type { OurPull } from './read-our-pull.ts';

const forReading = { contents: 'read', metadata: 'read' } as const;
const maxPeople = 10;

/**
 * Whether everything on the branch that came after our last commit is ours, or of people who may write now. What others wrote may
 * have been brought there by somebody, but nobody asked for work on it.
 */
export async function hasOnlyTrustedCommits(
  { client, botLogin }: Pick<SteeringDeps, 'client' | 'botLogin'>,
  { pull, issue, ourLast }: OurPull & { readonly ourLast: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { installationId, repository } = issue;
  if (ourLast === pull.sha) return true;
  await using token = await mintToken(client, { installationId, repository, permissions: forReading }, signal);
  const octokit = client.as(token.value);
  const commits = await listCommitsSince(octokit, { repository, from: ourLast, to: pull.sha }, signal);
  if (commits === null) return false;
  const people = new Set(commits.flatMap(whoMade).filter((login) => login?.toLowerCase() !== botLogin.toLowerCase()));
  if (people.size > maxPeople) return false;
  for (const login of people) {
    if (login === null || !mayWrite(await readPermission(octokit, repository, login, signal))) return false;
  }
  return true;
}

/** What is committed on its pages GitHub commits itself. */
function whoMade({ author, committer }: CommitSince): readonly (string | null)[] {
  return committer === 'web-flow' ? [author] : [author, committer];
}
