import type { Probot } from 'probot';
import { onIssueLabelled, type WebhookDeps } from './webhooks/on-issue-labelled.ts';

/** The app as Probot sees it: which webhook goes to which handler. */
export function sandpiperApp(deps: WebhookDeps): (probot: Probot) => void {
  return (probot) => {
    probot.on('issues.labeled', ({ id, name, payload }) => onIssueLabelled(deps, { id, name, payload }));
  };
}
