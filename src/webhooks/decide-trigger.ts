import { z } from 'zod';
import type { RunRequest } from '../run/origins/run-request.ts';

/** The part of `issues.labeled` that matters here. Whatever is not shaped like this never starts anything. */
export const labelledEvent = z.object({
  action: z.literal('labeled'),
  label: z.object({ name: z.string() }),
  sender: z.object({ login: z.string().min(1), id: z.number().int().positive(), type: z.string() }),
  installation: z.object({ id: z.number().int() }),
  repository: z.object({ name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) }),
  issue: z.object({
    number: z.number().int().positive(),
    title: z.string(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
    pull_request: z.object({}).nullish(),
    updated_at: z.iso.datetime(),
  }),
});

export type LabelledEvent = z.infer<typeof labelledEvent>;

export type TriggerDecision =
  | { readonly start: true; readonly request: RunRequest }
  | { readonly start: false; readonly because: string };

/** Whether a label was meant for us. Who may ask, and whether the issue can be worked on, is looked up live by the run. */
export function decideTrigger(event: LabelledEvent, triggerLabel: string): TriggerDecision {
  if (event.label.name.toLowerCase() !== triggerLabel.toLowerCase()) return { start: false, because: 'another label' };
  if (event.issue.pull_request) return { start: false, because: 'a pull request, not an issue' };
  if (event.sender.type !== 'User') return { start: false, because: 'labelled by a bot' };
  return { start: true, request: requestOf(event) };
}

/** The request in a payload that was accepted before; `null` when it would not be accepted now. */
export function readRequest(payload: unknown, triggerLabel: string): RunRequest | null {
  const event = labelledEvent.safeParse(payload);
  const decision = event.success ? decideTrigger(event.data, triggerLabel) : null;
  return decision?.start === true ? decision.request : null;
}

function requestOf(event: LabelledEvent): RunRequest {
  return {
    installationId: event.installation.id,
    repository: { owner: event.repository.owner.login, name: event.repository.name },
    issue: {
      number: event.issue.number,
      title: event.issue.title,
      body: event.issue.body ?? '',
      author: event.issue.user?.login ?? 'ghost',
    },
    sender: event.sender.login,
    senderId: event.sender.id,
    requestedAt: event.issue.updated_at,
  };
}
