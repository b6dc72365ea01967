import type { PublishPolicy } from '../../environment/repository-settings.ts';
import type { BaseNow } from '../../git/compare-base.ts';
import type { VerdictLabel } from '../../verify/suite.ts';

export type PublicationFacts = {
  readonly verdict: VerdictLabel;
  /** Proved, nothing odd about it, and the agent says that it is done. */
  readonly isReady: boolean;
  /** Whether anything is said of what it does to tests and checks, however little that weighs. */
  readonly isWarned: boolean;
  /** As the base was when the last proof was done; `null`: not known. */
  readonly base: BaseNow | null;
};

export type PublicationDecision = { readonly kind: 'withhold' } | { readonly kind: 'open'; readonly draft: boolean };

/** Whether a pull request is opened, and as what. Maintainers may ask for less than the proof allows; a conflict is a draft always. */
export function decidePublication(policy: PublishPolicy, facts: PublicationFacts): PublicationDecision {
  const { verdict, isReady, isWarned, base } = facts;
  if (policy.unverified === 'comment-only' && verdict !== 'verified') return { kind: 'withhold' };
  if (base?.kind === 'conflicts') return { kind: 'open', draft: true };
  if (policy.draft === 'always' || policy.draft === 'never') return { kind: 'open', draft: policy.draft === 'always' };
  const isKept = policy.draft === 'when-warned' && isWarned;
  return { kind: 'open', draft: !isReady || isKept || base?.kind === 'moved' };
}
