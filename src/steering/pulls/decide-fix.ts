import type { Conduct } from '../../environment/repository-settings.ts';
import type { IssueEntry } from '../issue-entry.ts';

export type FixDecision =
  | { readonly kind: 'fix' }
  /** Nobody wants to hear of it. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'used-up'; readonly limit: 'in-all' | 'in-a-row'; readonly count: number };

/** Whether failed checks begin a run that mends them: only where maintainers want it, and not without end. */
export function decideFix(conduct: Conduct, { inAll, inARow }: IssueEntry['fixes']): FixDecision {
  if (!conduct.fixChecks) return { kind: 'leave' };
  if (inAll >= conduct.fixesPerPull) return { kind: 'used-up', limit: 'in-all', count: inAll };
  if (inARow >= conduct.fixesInARow) return { kind: 'used-up', limit: 'in-a-row', count: inARow };
  return { kind: 'fix' };
}
