import type { Scope, Trigger } from './trigger.ts';
import type { WebhookEvent } from './webhook-event.ts';

type OuterEvent = Extract<WebhookEvent, { kind: 'installation' | 'installation-repositories' | 'repository' }>;

/** What happens to a whole repository or installation: mostly that our work there is over. */
export function decideEnd(event: OuterEvent): Trigger | null {
  switch (event.kind) {
    case 'installation':
      return decideInstallation(event);
    case 'installation-repositories':
      if (event.action !== 'removed' || event.removed.length === 0) return null;
      return end(event, repositories(event.removed), 'Sandpiper was taken off this repository.');
    case 'repository':
      return decideRepository(event);
  }
}

function decideInstallation(event: Extract<OuterEvent, { kind: 'installation' }>): Trigger | null {
  switch (event.action) {
    case 'deleted':
      return end(event, { kind: 'installation' }, 'Sandpiper was uninstalled.');
    case 'suspend':
      return end(event, { kind: 'installation' }, 'Sandpiper was suspended.');
    case 'new_permissions_accepted':
      return { kind: 'permissions-changed', installationId: event.installationId };
    default:
      return null;
  }
}

function decideRepository(event: Extract<OuterEvent, { kind: 'repository' }>): Trigger | null {
  const { installationId, repository, actor, formerName } = event;
  switch (event.action) {
    case 'renamed':
      return formerName === null ? null : { kind: 'renamed', installationId, repository, actor, formerName };
    case 'deleted':
    case 'archived':
      return end(event, repositories([repository]), `The repository was ${event.action}.`);
    case 'transferred':
      return end(event, repositories([repository]), 'The repository was moved to another owner.');
    default:
      return null;
  }
}

function repositories(all: readonly { readonly owner: string; readonly name: string }[]): Scope {
  return { kind: 'repositories', repositories: all.map(({ owner, name }) => ({ owner, name })) };
}

function end({ installationId, actor }: OuterEvent, scope: Scope, because: string): Trigger {
  return { kind: 'end', installationId, actor, scope, because };
}
