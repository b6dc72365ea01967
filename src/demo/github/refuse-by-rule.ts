import { z } from 'zod';
import { type Answer, refusal } from './answer.ts';
import type { ApiCall, GitHubState } from './github-state.ts';
import type { HostedRepository } from './hosted-repository.ts';

const longestBody = 65_536;
const writtenSchema = z.object({ body: z.string().optional() });
const newPullSchema = z.object({ head: z.string(), base: z.string() });
const newCheckSchema = z.object({ head_sha: z.string() });
const reviewersSchema = z.object({ reviewers: z.array(z.string()) });
const openPullsSchema = z.array(z.object({ head: z.object({ ref: z.string() }), base: z.object({ ref: z.string() }) }));

/** What GitHub refuses and emulate does not; `null` when there is nothing against the call. */
export async function refuseByRule(state: GitHubState, call: ApiCall): Promise<Answer | null> {
  const { repository, request, match } = call;
  if (match.operation === 'apps/create-installation-access-token') return refuseMinting(state);
  if (repository === null) return null;
  const number = match.parameters.get('issue_number');
  if (state.goneIssues.has(`${repository.fullName}#${number}`)) return refusal(410, 'This issue was deleted');
  const text = writtenSchema.safeParse(request.body).data?.body ?? '';
  if (text.length > longestBody) return invalid('body', `body is too long (maximum is ${longestBody} characters)`);
  if (match.operation.startsWith('git/') && (await repository.bare.refs()).size === 0) {
    return refusal(409, 'Git Repository is empty.');
  }
  if (match.operation === 'pulls/create') return refusePull(state, repository, call);
  if (match.operation === 'pulls/request-reviewers') return refuseReviewers(state, repository, request.body);
  if (match.operation === 'checks/create') return refuseCheck(repository, request.body);
  return null;
}

function refuseMinting({ installation }: GitHubState): Answer | null {
  if (installation === 'active') return null;
  if (installation === 'deleted') return refusal(404, 'Not Found');
  return refusal(403, 'This installation has been suspended');
}

async function refusePull(state: GitHubState, repository: HostedRepository, call: ApiCall): Promise<Answer | null> {
  const wanted = newPullSchema.safeParse(call.request.body).data;
  if (wanted === undefined) return invalid('head', "head and base can't be blank");
  const { base } = wanted;
  const head = wanted.head.replace(`${repository.seed.owner}:`, '');
  const refs = await repository.bare.refs();
  const baseSha = refs.get(`refs/heads/${base}`);
  const headSha = refs.get(`refs/heads/${head}`);
  if (baseSha === undefined) return invalid('base');
  if (headSha === undefined) return invalid('head');
  const { commits } = await repository.bare.compare(baseSha, headSha);
  if (commits === 0) return invalid(null, `No commits between ${base} and ${head}`);
  const open = await state.ask({
    method: 'GET',
    path: `/repos/${repository.fullName}/pulls?state=open&per_page=100`,
    token: state.tokenOf(repository.seed.owner),
  });
  const isTaken = openPullsSchema.parse(open.body).some((one) => one.head.ref === head && one.base.ref === base);
  return isTaken ? invalid(null, `A pull request already exists for ${repository.seed.owner}:${head}.`) : null;
}

function refuseReviewers(state: GitHubState, { fullName }: HostedRepository, body: unknown): Answer | null {
  const reviewers = reviewersSchema.safeParse(body).data?.reviewers ?? [];
  const areCollaborators = reviewers.every((login) => (state.roles.get(login.toLowerCase()) ?? 'none') !== 'none');
  if (areCollaborators) return null;
  return refusal(
    422,
    `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${fullName} repository.`,
  );
}

async function refuseCheck(repository: HostedRepository, body: unknown): Promise<Answer | null> {
  const sha = newCheckSchema.safeParse(body).data?.head_sha;
  if (sha === undefined || (await repository.bare.has(`${sha}^{commit}`))) return null;
  return refusal(422, `No commit found for SHA: ${sha}`);
}

function invalid(field: string | null, message?: string): Answer {
  const code = message === undefined ? 'invalid' : 'custom';
  return refusal(422, 'Validation Failed', [
    {
      resource: 'PullRequest',
      code,
      ...(field === null ? {} : { field }),
      ...(message === undefined ? {} : { message }),
    },
  ]);
}
