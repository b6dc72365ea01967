import { authorise } from '../webhooks/authorise.ts';
import { askerOf } from './asker-of.ts';
import { openConversation } from './conversation.ts';
import type { Steered, SteeringDeps } from './steering-deps.ts';
import { unfitFor } from './unfit-for.ts';

/** Somebody put on a label that begins a run, beside the one that keeps us off. */
export async function onKeptOff(
  deps: SteeringDeps,
  { trigger }: Steered<'kept-off'>,
  signal: AbortSignal,
): Promise<void> {
  await using talk = await openConversation(deps, trigger, 'issue', signal);
  const visibility = trigger.repository.isPrivate ? 'private' : 'public';
  const asked = { act: 'label', on: 'issue', visibility, isFromForm: false } as const;
  const actor = trigger.actor?.login ?? 'ghost';
  const authority = authorise(await askerOf(talk, trigger, signal), asked);
  if (authority.kind === 'refused') {
    if (authority.isAnswered) await talk.refuse({ actor, ...authority }, signal);
    return;
  }
  const kept = unfitFor({ isOpen: true, body: '', labels: [deps.labels.never] }, deps.labels);
  if (kept !== null) await talk.refuse({ actor, ...kept }, signal);
}
