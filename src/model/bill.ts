import type { Usage } from './ask-model.ts';
import type { Price } from './find-price.ts';

export type TokenCounts = Omit<Usage, 'costUsd'>;

/** What `tokens` cost at `price`. */
export function bill(tokens: TokenCounts, price: Price | null): Usage {
  if (price === null) return { ...tokens, costUsd: null };
  const fresh = tokens.inputTokens - tokens.cachedInputTokens;
  const millionths =
    fresh * price.input + tokens.cachedInputTokens * price.cachedInput + tokens.outputTokens * price.output;
  return { ...tokens, costUsd: millionths / 1_000_000 };
}
