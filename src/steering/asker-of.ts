import { readPermission } from '../github/read-permission.ts';
import type { Asker } from '../webhooks/authorise.ts';
import { kindOfAccount } from '../webhooks/events/kind-of-account.ts';
import type { There } from '../webhooks/events/trigger.ts';
import type { Conversation } from './conversation.ts';

/** Who asks, with what they may do at this moment. Of machines nothing is asked. */
export async function askerOf(
  talk: Pick<Conversation, 'octokit' | 'botLogin'>,
  { actor, repository }: There,
  signal: AbortSignal,
): Promise<Asker> {
  const kind = kindOfAccount(actor, talk.botLogin);
  if (kind !== 'person' || actor === null) return { kind, permission: 'none' };
  return { kind, permission: await readPermission(talk.octokit, repository, actor.login, signal) };
}
