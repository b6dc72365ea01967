import { isLabel } from '../../run/labels/is-label.ts';
import { readWish } from '../../run/labels/read-wish.ts';
import type { RunRequest } from '../../run/origins/run-request.ts';
import type { EventSettings } from './event-settings.ts';
import { kindOfAccount } from './kind-of-account.ts';
import type { Trigger } from './trigger.ts';
import type { WebhookEvent } from './webhook-event.ts';

type IssueEvent = Extract<WebhookEvent, { kind: 'issue' }>;

/** What happens to an issue. To GitHub pull requests are issues as well: of those nothing is asked here. */
export function decideIssue(event: IssueEvent, settings: EventSettings): Trigger | null {
  if (event.issue.isPullRequest || kindOfAccount(event.actor, settings.botLogin) === 'our-app') return null;
  switch (event.action) {
    case 'labeled':
      return decideLabelled(event, settings);
    case 'unlabeled':
      return decideUnlabelled(event, settings);
    case 'edited':
      return event.isTextChanged
        ? { kind: 'text-changed', ...there(event), issue: event.issue.number, of: 'issue' }
        : null;
    case 'closed':
    case 'deleted':
      return end(event, `The issue was ${event.action}.`);
    case 'transferred':
      return end(event, 'The issue was moved to another repository.');
    default:
      return null;
  }
}

function decideLabelled(event: IssueEvent, { labels }: EventSettings): Trigger | null {
  const label = event.label ?? '';
  if (isLabel(label, labels.never)) return end(event, `The label ${labels.never} was put on.`);
  if (!isLabel(label, labels.go) && !isLabel(label, labels.plan)) return null;
  // The list in the payload may be older than the event itself.
  const wish = readWish([...event.issue.labels, label], labels);
  if (wish === 'never') return { kind: 'kept-off', ...there(event), issue: event.issue.number };
  const mode = wish === 'plan' ? 'plan' : 'go';
  const request = requestOf(event);
  return request === null ? null : { kind: 'start', ...there(event), mode, request, isFromForm: isFromForm(event) };
}

/** Once neither of the labels that begin a run is left. */
function decideUnlabelled(event: IssueEvent, { labels }: EventSettings): Trigger | null {
  const label = event.label ?? '';
  if (!isLabel(label, labels.go) && !isLabel(label, labels.plan)) return null;
  const left = event.issue.labels.filter((one) => !isLabel(one, label));
  const wish = readWish(left, labels);
  return wish === 'go' || wish === 'plan' ? null : end(event, `The label ${label} was taken off.`);
}

function requestOf({ installationId, repository, issue, actor }: IssueEvent): RunRequest | null {
  if (actor === null) return null;
  const { number, title, body, author } = issue;
  return {
    installationId,
    repository: { owner: repository.owner, name: repository.name },
    issue: { number, title, body, author: author?.login ?? 'ghost' },
    sender: actor.login,
    senderId: actor.id,
    requestedAt: issue.updatedAt,
  };
}

const withFormMs = 5_000;

/** Labels of a form are put on in its author's name as soon as the issue is there, faster than anybody could. */
function isFromForm({ actor, issue }: IssueEvent): boolean {
  const isAuthor = actor !== null && actor.login === issue.author?.login;
  return isAuthor && Date.parse(issue.updatedAt) - Date.parse(issue.createdAt) <= withFormMs;
}

function there({ installationId, repository, actor }: IssueEvent) {
  return { installationId, repository, actor };
}

function end(event: IssueEvent, because: string): Trigger {
  const { installationId, actor, repository, issue } = event;
  return { kind: 'end', installationId, actor, scope: { kind: 'issue', repository, number: issue.number }, because };
}
