import { askFor } from '../ask-for.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { Delivery } from '../loopback-github.ts';
import { accountIn } from '../review-threads.ts';

export type Announcement = {
  /** Such as `issue_comment`. */
  readonly event: string;
  readonly action: string;
  /** Who did it. */
  readonly actor: string;
  /** What the event is about, beside where it happened and who did it. */
  readonly about: Readonly<Record<string, unknown>>;
};

/** Apps hear of these without subscribing to them. */
const unasked = new Set(['installation', 'installation_repositories']);

/** Sends a webhook after holding it against GitHub's own description of it; `null` when the app did not ask for the event. */
export async function announce(
  state: GitHubState,
  repository: HostedRepository | null,
  { event, action, actor, about }: Announcement,
): Promise<Delivery | null> {
  const { app, repository: main } = state.seed;
  if (!unasked.has(event) && !app.events.includes(event)) return null;
  const of = repository === null ? {} : { repository: await describeRepository(state, repository) };
  const installation = { id: app.installationId, node_id: 'MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uMQ==' };
  const payload = {
    action,
    ...about,
    ...of,
    installation: about['installation'] ?? installation,
    sender: await accountIn(state, actor),
  };
  const name = `${event}-${action}`.replaceAll('_', '-');
  const problems = state.contract.checkWebhook(name, payload);
  if (problems.length > 0) throw new Error(`Our own ${name} of ${main.name} is not GitHub's:\n${problems.join('\n')}`);
  return await state.sender.send(event, payload);
}

export async function describeRepository(state: GitHubState, { fullName, seed }: HostedRepository): Promise<object> {
  const path = `/repos/${fullName}`;
  const described = await askFor(state.ask, { method: 'GET', path, token: state.tokenOf(seed.owner) });
  return typeof described === 'object' && described !== null ? described : {};
}
