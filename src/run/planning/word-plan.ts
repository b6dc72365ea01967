import { makePublishable } from '../../report/make-publishable.ts';
import type { Proposal } from '../../tools/proposal/proposal.ts';
import { renderProposal } from '../../tools/proposal/render-proposal.ts';

/**
 * A plan as it is shown to people, kept, and told to the run that carries it out: all of it can be seen, for people approve of no
 * more than they see.
 */
export function wordPlan(proposal: Proposal, secrets: readonly string[]): string {
  return makePublishable({ plan: renderProposal(proposal) }, secrets).plan;
}
