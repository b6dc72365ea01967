import type { Place } from '../queue/in-order.ts';
import type { Trigger } from './events/trigger.ts';
import type { RepositoryName } from './events/webhook-event.ts';

/** What a trigger has to be carried out in order with: others of its issue or pull request, or all of its installation. */
export function placeOf(trigger: Trigger): Place {
  const group = String(trigger.installationId);
  const at = (repository: RepositoryName, number: number | undefined): Place => {
    if (number === undefined) return { group, member: null };
    return { group, member: `${repository.owner}/${repository.name}#${number}`.toLowerCase() };
  };
  switch (trigger.kind) {
    case 'start':
      return at(trigger.repository, trigger.request.issue.number);
    case 'kept-off':
    case 'text-changed':
      return at(trigger.repository, trigger.issue);
    case 'commands':
      return at(trigger.repository, trigger.subject.number);
    case 'review':
    case 'branch-moved':
    case 'released':
      return at(trigger.repository, trigger.pull.number);
    case 'checks-failed':
      return at(trigger.repository, trigger.pulls[0]);
    case 'end':
      return 'number' in trigger.scope ? at(trigger.scope.repository, trigger.scope.number) : { group, member: null };
    case 'permissions-changed':
    case 'renamed':
      return { group, member: null };
  }
}
