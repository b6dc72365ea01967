import { editNotes } from '../report/answers/edit-notes.ts';
import { RunStopped } from '../run/run-stopped.ts';
import type { RunJob } from '../run/task/run-job.ts';
import { authorise } from '../webhooks/authorise.ts';
import { askerOf } from './asker-of.ts';
import { openConversation } from './conversation.ts';
import { hold } from './hold.ts';
import type { IssueKey } from './issue-entry.ts';
import type { Steered, SteeringDeps } from './steering-deps.ts';

type TextChanged = Steered<'text-changed'>['trigger'];

/** What a run was asked for, or a command, says something else than it did when it counted. */
export async function onTextChanged(
  deps: SteeringDeps,
  { trigger }: Steered<'text-changed'>,
  signal: AbortSignal,
): Promise<void> {
  if (trigger.of === 'comment') return await onCommentChanged(deps, trigger, signal);
  const { lastJob } = await deps.issues.read(trigger);
  // Work on a pull request goes by what was said there.
  if (lastJob === null || lastJob.task.kind === 'revise') return;
  switch (deps.queue.stateOf(trigger)) {
    case 'waiting':
      return await holdBack(deps, trigger, lastJob, signal);
    case 'running':
      return await noteThatItGoesOn(deps, trigger, lastJob, signal);
    case null:
      return;
  }
}

async function holdBack(deps: SteeringDeps, key: IssueKey, job: RunJob, signal: AbortSignal): Promise<void> {
  const scope = { kind: 'issue', repository: key.repository, issue: key.issue } as const;
  await deps.queue.cancel(scope, new RunStopped('The issue was changed before the work began.'));
  await using talk = await openConversation(deps, key, 'issue', signal);
  const plan = job.task.kind === 'solve' ? job.task.plan : null;
  await hold(deps, talk, { why: 'text-changed', job, plan, details: [] }, signal);
}

/** Once for a run, however often the issue is changed. */
async function noteThatItGoesOn(deps: SteeringDeps, key: IssueKey, job: RunJob, signal: AbortSignal): Promise<void> {
  await using talk = await openConversation(deps, key, 'issue', signal);
  const since = job.request.requestedAt;
  await talk.answer({ mark: `changed=${since}`, since, body: editNotes.issue }, signal);
}

/** Whoever may be helped is told, once for a comment. */
async function onCommentChanged(
  deps: SteeringDeps,
  trigger: Extract<TextChanged, { of: 'comment' }>,
  signal: AbortSignal,
): Promise<void> {
  if (!trigger.hasCommands) return;
  await using talk = await openConversation(deps, trigger, 'issue', signal);
  const visibility = trigger.repository.isPrivate ? 'private' : 'public';
  const asked = { act: 'help', on: 'issue', visibility, isFromForm: false } as const;
  if (authorise(await askerOf(talk, trigger, signal), asked).kind === 'refused') return;
  await talk.answer({ mark: `edited=${trigger.comment}`, since: null, body: editNotes.command }, signal);
}
