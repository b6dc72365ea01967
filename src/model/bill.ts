import type { Usage } from './ask-model.ts';
import type { Price } from './find-price.ts';

export type TokenCounts = Omit<Usage, 'costUsd'> & {
  /** The part of the input that was written into the provider's cache, where it says so. */
  readonly cacheWriteTokens?: number;
};

/** What `tokens` cost at `price`. Thoughts are part of the output. */
export function bill({ cacheWriteTokens = 0, ...tokens }: TokenCounts, price: Price | null): Usage {
  if (price === null) return { ...tokens, costUsd: null };
  const { inputTokens, cachedInputTokens, outputTokens } = tokens;
  const { longContext } = price;
  const isLong = longContext !== undefined && inputTokens > longContext.aboveTokens;
  const written = Math.min(cacheWriteTokens, inputTokens - cachedInputTokens);
  const input =
    (inputTokens - cachedInputTokens - written) * price.input +
    cachedInputTokens * price.cachedInput +
    written * (price.cacheWrite ?? price.input);
  const output = outputTokens * price.output;
  const millionths = isLong ? input * longContext.inputTimes + output * longContext.outputTimes : input + output;
  return { ...tokens, costUsd: millionths / 1_000_000 };
}
