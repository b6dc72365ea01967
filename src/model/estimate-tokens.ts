import type { ModelRequest } from './ask-model.ts';
import type { TokenCounts } from './bill.ts';

/** What a try is likely to have used, where the provider does not say: four bytes to a token. */
export function estimateTokens(request: ModelRequest, writtenCharacters: number): TokenCounts {
  const inputTokens = Math.ceil(Buffer.byteLength(JSON.stringify([request.messages, request.tools])) / 4);
  return { inputTokens, cachedInputTokens: 0, outputTokens: Math.ceil(writtenCharacters / 4) };
}
