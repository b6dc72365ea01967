const MAX_RESERVE = 16_384;

/** How many tokens a request may have, so that an answer fits the window beside it. */
export function roomForInput(contextWindow: number, maxOutputTokens: number | null): number {
  const reserve = maxOutputTokens ?? Math.min(MAX_RESERVE, contextWindow / 4);
  // Some servers call the whole window the longest answer; nobody needs more than half of it.
  return Math.floor(contextWindow - Math.min(reserve, contextWindow / 2));
}
