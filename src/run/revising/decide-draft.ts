import type { PublishPolicy } from '../../environment/repository-settings.ts';
import type { BaseNow } from '../../git/compare-base.ts';
import { isWeakened } from '../../verify/judge.ts';
import type { Proof } from '../../verify/suite.ts';

export type DraftFacts = {
  readonly wasDraft: boolean;
  readonly proof: Pick<Proof, 'verdict' | 'findings'>;
  /** As the base branch was when the proof was done; `null`: not known. */
  readonly base: BaseNow | null;
};

export type DraftDecision = { readonly isDraft: boolean; readonly becomesDraft: boolean };

/**
 * A draft stays one until a person releases it. What a person released is made a draft again only for what the proof itself found;
 * that it is less than verified they knew.
 */
export function decideDraft(
  { draft }: Pick<PublishPolicy, 'draft'>,
  { wasDraft, proof, base }: DraftFacts,
): DraftDecision {
  if (wasDraft || draft === 'never') return { isDraft: wasDraft, becomesDraft: false };
  const isBad = proof.verdict === 'failed' || isWeakened(proof.findings) || base?.kind === 'conflicts';
  return { isDraft: isBad, becomesDraft: isBad };
}
