import { worstCase } from '../../model/spending/spending-cap.ts';
import type { SolveDeps } from '../solver.ts';

/** The shortest answer that is worth asking for. */
const ANSWER_TOKENS = 1_000;

/** What a request of so many tokens costs with nothing served from a cache, in dollars; `null` where the price is not known. */
export function foreseeCost({ price = null, ...model }: SolveDeps['model'], inputTokens: number): number | null {
  return price === null ? null : worstCase(inputTokens, ANSWER_TOKENS, { ...model, price }).costUsd;
}
