import { RunStopped } from '../../run/run-stopped.ts';
import { openConversation } from '../conversation.ts';
import type { IssueEntry } from '../issue-entry.ts';
import type { Steered, SteeringDeps } from '../steering-deps.ts';

/**
 * What is remembered follows a repository to its new name. What is under way does not: it has the old one everywhere, and GitHub
 * gives no token for that. It ends, and its issue says so.
 */
export async function onRenamed(
  deps: SteeringDeps,
  { trigger, key }: Steered<'renamed'>,
  signal: AbortSignal,
): Promise<void> {
  const { installationId, repository, formerName } = trigger;
  const former = { owner: repository.owner, name: formerName };
  const entries = await deps.issues.list({ installationId, repository: former });
  const because = `The repository was renamed to ${repository.name}.`;
  const wasBusy = entries.filter(({ issue }) => deps.queue.stateOf({ repository: former, issue }) !== null);
  await deps.queue.cancel({ kind: 'repositories', repositories: [former] }, new RunStopped(because));
  for (const entry of wasBusy) await say(deps, atNewName(entry, repository.name), key, signal);
  for (const entry of entries) {
    const moved = atNewName(entry, repository.name);
    await deps.issues.change(moved, () => moved);
    await deps.issues.forget(entry);
  }
}

async function say(deps: SteeringDeps, entry: IssueEntry, key: string, signal: AbortSignal): Promise<void> {
  await using talk = await openConversation(deps, entry, 'issue', signal);
  const body =
    'The repository was renamed while a run for this issue was under way, which ended it. Comment `/retry` to have it done after all.';
  const since = entry.lastJob?.request.requestedAt ?? new Date(0).toISOString();
  await talk.answer({ mark: `renamed=${key.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 80)}`, since, body }, signal);
  await talk.label(null, signal);
}

function atNewName(entry: IssueEntry, name: string): IssueEntry {
  const repository = { ...entry.repository, name };
  const { lastJob, hold } = entry;
  const renamed = <Job extends NonNullable<IssueEntry['lastJob']>>(job: Job): Job => ({
    ...job,
    request: { ...job.request, repository },
  });
  return {
    ...entry,
    repository,
    lastJob: lastJob === null ? null : renamed(lastJob),
    hold: hold === null ? null : { ...hold, job: renamed(hold.job) },
  };
}
