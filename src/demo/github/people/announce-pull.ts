import { z } from 'zod';
import { askFor } from '../ask-for.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository, Push } from '../hosted-repository.ts';
import type { Delivery } from '../loopback-github.ts';
import { followBranch } from '../rewrite-answer.ts';
import { announce } from './announce.ts';

const pullsSchema = z.array(z.looseObject({ number: z.number(), head: z.looseObject({ ref: z.string() }) }));

export type PullHappening = {
  readonly action: string;
  readonly number: number;
  readonly actor: string;
  readonly about?: Readonly<Record<string, unknown>>;
};

export async function announcePull(
  state: GitHubState,
  repository: HostedRepository,
  { action, number, actor, about = {} }: PullHappening,
): Promise<Delivery | null> {
  const pull_request = await describePull(state, repository, number);
  const all = { number, pull_request, ...about };
  return await announce(state, repository, { event: 'pull_request', action, actor, about: all });
}

/** Tells the app that the open pull requests of these branches have a new head. */
export async function announcePush(
  state: GitHubState,
  repository: HostedRepository,
  { branches, actor }: Push,
): Promise<void> {
  if (branches.length === 0 || !state.seed.app.events.includes('pull_request')) return;
  const path = `/repos/${repository.fullName}/pulls?state=open&per_page=100`;
  const token = state.tokenOf(repository.seed.owner);
  const pulls = pullsSchema.parse(await askFor(state.ask, { method: 'GET', path, token }));
  for (const { name, before, after } of branches) {
    for (const { number } of pulls.filter((one) => one.head.ref === name)) {
      await announcePull(state, repository, { action: 'synchronize', number, actor, about: { before, after } });
    }
  }
}

export async function describePull(state: GitHubState, repository: HostedRepository, number: number): Promise<unknown> {
  const path = `/repos/${repository.fullName}/pulls/${number}`;
  const token = state.tokenOf(repository.seed.owner);
  const pull = await followBranch(repository, await askFor(state.ask, { method: 'GET', path, token }));
  return { active_lock_reason: null, ...(typeof pull === 'object' ? pull : {}) };
}
