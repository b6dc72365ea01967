import { readCommands } from '../commands/read-commands.ts';
import { settleCommands } from '../commands/settle-commands.ts';
import { decideEnd } from './decide-end.ts';
import { decideIssue } from './decide-issue.ts';
import type { EventSettings } from './event-settings.ts';
import { kindOfAccount } from './kind-of-account.ts';
import type { Subject, Trigger } from './trigger.ts';
import type { PullPart, WebhookEvent } from './webhook-event.ts';

type Of<Kind extends WebhookEvent['kind']> = Extract<WebhookEvent, { kind: Kind }>;

/** What a webhook asks for; `null`: nothing. What we did ourselves never asks for anything. */
export function decideEvent(event: WebhookEvent, settings: EventSettings): Trigger | null {
  switch (event.kind) {
    case 'issue':
      return decideIssue(event, settings);
    case 'comment':
      return decideComment(event, settings);
    case 'pull-request':
      return decidePull(event, settings);
    case 'review':
      return decideReview(event, settings);
    case 'review-comment':
      return decideReviewComment(event, settings);
    case 'check-suite':
      return decideSuite(event, settings);
    case 'installation':
    case 'installation-repositories':
    case 'repository':
      return decideEnd(event);
  }
}

const settle = (text: string) => settleCommands(readCommands(text));

function decideComment(event: Of<'comment'>, settings: EventSettings): Trigger | null {
  const { action, comment, issue, kind: _, ...there } = event;
  if (kindOfAccount(comment.author, settings.botLogin) !== 'person') return null;
  const settled = settle(comment.body);
  const hasCommands = settled.carryOut.length + settled.setAside.length > 0;
  if (action === 'edited' || action === 'deleted') {
    const changed = { issue: issue.number, of: 'comment', comment: comment.id } as const;
    return { kind: 'text-changed', ...there, ...changed, hasCommands: hasCommands && action === 'edited' };
  }
  if (action !== 'created' || !hasCommands) return null;
  const { title, body, author, labels } = issue;
  const text = { title, body, author, labels };
  const subject = { number: issue.number, kind: subjectOf(event, settings), text, isOpen: issue.isOpen };
  return { kind: 'commands', ...there, settled, subject, comment: { id: comment.id, at: comment.at } };
}

function subjectOf({ issue }: Of<'comment'>, { botLogin }: EventSettings): Subject['kind'] {
  if (!issue.isPullRequest) return 'issue';
  return kindOfAccount(issue.author, botLogin) === 'our-app' ? 'our-pull-request' : 'other-pull-request';
}

function decidePull({ action, pull, kind: _, ...there }: Of<'pull-request'>, settings: EventSettings): Trigger | null {
  if (!isOurs(pull, there, settings)) return null;
  if (action === 'closed') {
    const { installationId, actor, repository } = there;
    const scope = { kind: 'pull-request', repository, number: pull.number } as const;
    const because = pull.isMerged ? 'The pull request was merged.' : 'The pull request was closed.';
    return { kind: 'end', installationId, actor, scope, because };
  }
  if (kindOfAccount(there.actor, settings.botLogin) === 'our-app') return null;
  if (action === 'ready_for_review') return pull.isOpen ? { kind: 'released', ...there, pull } : null;
  return action === 'synchronize' ? { kind: 'branch-moved', ...there, pull } : null;
}

function decideReview(
  { action, pull, review, kind: _, ...there }: Of<'review'>,
  settings: EventSettings,
): Trigger | null {
  if (action !== 'submitted' || !isForUs(review.author, { pull, there }, settings)) return null;
  const settled = settle(review.body);
  // Praise asks for nothing; comments that come with it are told one by one.
  if (review.state === 'approved' && settled.carryOut.length + settled.setAside.length === 0) return null;
  return { kind: 'review', ...there, pull, reviewId: review.id, settled, source: { id: review.id, at: review.at } };
}

function decideReviewComment(event: Of<'review-comment'>, settings: EventSettings): Trigger | null {
  const { action, pull, comment, kind: _, ...there } = event;
  const isNew = action === 'created' && comment.reviewId !== null;
  if (!isNew || !isForUs(comment.author, { pull, there }, settings)) return null;
  const source = { id: comment.id, at: comment.at };
  return { kind: 'review', ...there, pull, reviewId: comment.reviewId, settled: settle(comment.body), source };
}

type Place = { readonly pull: PullPart; readonly there: Pick<Of<'review'>, 'repository'> };

function isForUs(author: Of<'review'>['review']['author'], { pull, there }: Place, settings: EventSettings): boolean {
  const isPerson = kindOfAccount(author, settings.botLogin) === 'person';
  return isPerson && pull.isOpen && isOurs(pull, there, settings);
}

/** Opened by us, from a branch of ours in the same repository. Others can have a branch with such a name, and forks too. */
function isOurs(pull: PullPart, { repository }: Place['there'], { botLogin, branchPrefix }: EventSettings): boolean {
  const here = `${repository.owner}/${repository.name}`.toLowerCase();
  const isHere = pull.headRepository?.toLowerCase() === here;
  return isHere && pull.branch.startsWith(branchPrefix) && kindOfAccount(pull.author, botLogin) === 'our-app';
}

function decideSuite({ action, suite, kind: _, ...there }: Of<'check-suite'>, settings: EventSettings): Trigger | null {
  const { branch, headSha, pulls } = suite;
  const hasFailed = action === 'completed' && (suite.conclusion === 'failure' || suite.conclusion === 'timed_out');
  if (!hasFailed || suite.appId === settings.appId || pulls.length === 0) return null;
  if (branch === null || !branch.startsWith(settings.branchPrefix)) return null;
  return { kind: 'checks-failed', ...there, headSha, branch, pulls };
}
