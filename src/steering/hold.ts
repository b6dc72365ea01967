import type { RunJob } from '../run/task/run-job.ts';
import type { Conversation } from './conversation.ts';
import { issueOf } from './enqueue.ts';
import type { SteeringDeps } from './steering-deps.ts';

export type Hold = {
  readonly why: 'cost' | 'text-changed';
  readonly job: RunJob;
  /** The plan that was approved of before, or `null`. */
  readonly plan: string | null;
  /** What to know before approving, full sentences. */
  readonly details: readonly string[];
};

/** Keeps a job until somebody approves of it, and shows that it waits for that. */
export async function hold(
  deps: SteeringDeps,
  talk: Pick<Conversation, 'label' | 'show'>,
  { details, ...held }: Hold,
  signal: AbortSignal,
): Promise<void> {
  const key = issueOf(held.job);
  await deps.issues.inTurn(key, async () => {
    await deps.issues.change(key, (entry) => ({ ...entry, hold: held }));
    await talk.label('needs-input', signal);
    await talk.show({ kind: 'held', why: held.why, actor: held.job.request.sender, details }, signal);
  });
}
