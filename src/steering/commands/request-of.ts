import type { IssueSnapshot, RunRequest } from '../../run/origins/run-request.ts';
import type { AskedAbout } from './carry-out.ts';

/** A request by whoever gave the command, for the issue with the text that it had then. */
export function requestOf({ petition, issue }: AskedAbout, text: Omit<IssueSnapshot, 'number'>): RunRequest {
  const { there, at } = petition;
  return {
    installationId: there.installationId,
    repository: { owner: there.repository.owner, name: there.repository.name },
    issue: { number: issue.issue, title: text.title, body: text.body, author: text.author },
    // Whoever is not known any more is not let in.
    sender: there.actor?.login ?? 'ghost',
    senderId: there.actor?.id ?? 0,
    requestedAt: at,
  };
}

/** The text of the issue that a command was given on, from the webhook itself. */
export function textInWebhook({ petition: { subject } }: AskedAbout): Omit<IssueSnapshot, 'number'> {
  return { title: subject.text.title, body: subject.text.body, author: subject.text.author?.login ?? 'ghost' };
}

/** What somebody said with a command. */
export function saidBy({ petition: { there } }: AskedAbout, text: string | null) {
  return text === null ? [] : [{ author: there.actor?.login ?? 'ghost', text }];
}
