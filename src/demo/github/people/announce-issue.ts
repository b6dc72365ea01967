import { z } from 'zod';
import { askFor } from '../ask-for.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { Delivery } from '../loopback-github.ts';
import { noReactions } from '../review-threads.ts';
import { announce } from './announce.ts';

const pullSchema = z.looseObject({
  url: z.string(),
  html_url: z.string(),
  diff_url: z.string(),
  patch_url: z.string(),
});

export type IssueHappening = {
  readonly action: string;
  readonly number: number;
  readonly actor: string;
  readonly about?: Readonly<Record<string, unknown>>;
};

/** Of a pull request as an issue the app hears under another name. */
export async function announceIssue(
  state: GitHubState,
  repository: HostedRepository,
  { action, number, actor, about = {} }: IssueHappening,
): Promise<Delivery | null> {
  const issue = await describeIssue(state, repository, number);
  if (issue.isPull) return null;
  return await announce(state, repository, { event: 'issues', action, actor, about: { issue: issue.body, ...about } });
}

/** A comment on an issue or a pull request, which to GitHub is an issue here. */
export async function announceComment(
  state: GitHubState,
  repository: HostedRepository,
  { action, number, actor, about = {} }: IssueHappening,
): Promise<Delivery | null> {
  const issue = (await describeIssue(state, repository, number)).body;
  return await announce(state, repository, { event: 'issue_comment', action, actor, about: { issue, ...about } });
}

/** Also what is a pull request: emulate shows those only as such. */
export async function describeIssue(
  state: GitHubState,
  { fullName, seed }: HostedRepository,
  number: number,
): Promise<{ readonly isPull: boolean; readonly body: object }> {
  const token = state.tokenOf(seed.owner);
  const at = `/repos/${fullName}`;
  const { status, body } = await state.ask({ method: 'GET', path: `${at}/issues/${number}`, token });
  if (status === 200 && typeof body === 'object' && body !== null) return { isPull: false, body };
  const pull = pullSchema.parse(await askFor(state.ask, { method: 'GET', path: `${at}/pulls/${number}`, token }));
  return { isPull: true, body: asIssue(pull, `${state.origin}/api/v3${at}`) };
}

function asIssue(pull: z.infer<typeof pullSchema>, api: string) {
  const { url, html_url, diff_url, patch_url, head: _h, base: _b, _links, ...rest } = pull;
  const issue = `${api}/issues/${String(pull['number'])}`;
  return {
    active_lock_reason: null,
    ...rest,
    url: issue,
    html_url,
    repository_url: api,
    labels_url: `${issue}/labels{/name}`,
    comments_url: `${issue}/comments`,
    events_url: `${issue}/events`,
    timeline_url: `${issue}/timeline`,
    reactions: noReactions(`${issue}/reactions`),
    pull_request: { url, html_url, diff_url, patch_url, merged_at: pull['merged_at'] ?? null },
  };
}
