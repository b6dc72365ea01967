import type { Usage } from '../ask-model.ts';
import type { ModelProfile } from '../model-profile.ts';

export type SpendingCap = {
  /** Input and output together. */
  readonly tokens: number;
  /** `null`: money is no limit. Nor is it one while the model's price is not known. */
  readonly costUsd: number | null;
};

export type CappedProfile = Pick<ModelProfile, 'contextWindow' | 'maxOutputTokens' | 'price'>;

/** An amount of both that can run out. */
export type Amount = { readonly tokens: number; readonly costUsd: number };

/** What `inputTokens` and `outputTokens` cost at most: nothing cached, all written into the cache, the higher tariff where it may apply. */
export function worstCase(inputTokens: number, outputTokens: number, { price }: CappedProfile): Amount {
  const tokens = inputTokens + outputTokens;
  if (price === null) return { tokens, costUsd: 0 };
  const isLong = price.longContext !== undefined && inputTokens > price.longContext.aboveTokens;
  const input =
    Math.max(price.input, price.cachedInput, price.cacheWrite ?? 0) * (isLong ? price.longContext.inputTimes : 1);
  const output = price.output * (isLong ? price.longContext.outputTimes : 1);
  return { tokens, costUsd: (inputTokens * input + outputTokens * output) / 1_000_000 };
}

/** Our estimate takes four bytes to a token; that it is one byte is the worst case. */
const ESTIMATE_MAY_BE_OFF_BY = 4;

export function charge(usage: Usage | null, isEstimate: boolean, profile: CappedProfile): Amount {
  if (usage === null) return { tokens: 0, costUsd: 0 };
  const { inputTokens, outputTokens, costUsd } = usage;
  if (isEstimate)
    return worstCase(inputTokens * ESTIMATE_MAY_BE_OFF_BY, outputTokens * ESTIMATE_MAY_BE_OFF_BY, profile);
  return { tokens: inputTokens + outputTokens, costUsd: costUsd ?? 0 };
}

export function plus(a: Amount, b: Amount): Amount {
  return { tokens: a.tokens + b.tokens, costUsd: a.costUsd + b.costUsd };
}
