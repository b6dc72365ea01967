import type { ModelRequest } from '../ask-model.ts';
import { type Amount, type CappedProfile, type SpendingCap, worstCase } from './spending-cap.ts';

/** An answer that may be no longer than this is of no use. */
const SHORTEST_USEFUL_TOKENS = 256;
/** Of text as it usually is; only to keep input and answer within the window of a server that adds them up. */
const CHARACTERS_PER_TOKEN = 2.5;

export type Affordable = {
  /** The longest answer it may come to, in tokens. */
  readonly outputTokens: number;
  /** Whether the request has to say so, because the model could otherwise write more. */
  readonly mustSay: boolean;
};

type Plan = { readonly request: ModelRequest; readonly inputTokens: number; readonly committed: Amount };

/** The longest answer that can still be paid for, or `null` when it would be of no use. */
export function longestAffordableAnswer(plan: Plan, cap: SpendingCap, profile: CappedProfile): Affordable | null {
  const known = plan.request.maxOutputTokens ?? profile.maxOutputTokens;
  const most = known ?? profile.contextWindow;
  const affordable = Math.floor(Math.min(withinTokens(plan, cap), withinMoney(plan, cap, profile)));
  if (affordable < Math.min(SHORTEST_USEFUL_TOKENS, most)) return null;
  if (affordable >= most) return { outputTokens: most, mustSay: false };
  return { outputTokens: known === null ? Math.min(affordable, room(plan, profile)) : affordable, mustSay: true };
}

function withinTokens({ inputTokens, committed }: Plan, cap: SpendingCap): number {
  return cap.tokens - committed.tokens - inputTokens;
}

function withinMoney({ inputTokens, committed }: Plan, cap: SpendingCap, profile: CappedProfile): number {
  const input = worstCase(inputTokens, 0, profile).costUsd;
  const perToken = worstCase(inputTokens, 1, profile).costUsd - input;
  if (cap.costUsd === null || profile.price === null) return Number.POSITIVE_INFINITY;
  const left = cap.costUsd - committed.costUsd - input;
  return perToken === 0 && left >= 0 ? Number.POSITIVE_INFINITY : left / perToken;
}

function room({ request, inputTokens }: Plan, { contextWindow }: CappedProfile): number {
  const characters = request.messages.reduce((sum, { text }) => sum + text.length, 0);
  const likely = Math.min(inputTokens, Math.ceil(characters / CHARACTERS_PER_TOKEN));
  return Math.max(SHORTEST_USEFUL_TOKENS, contextWindow - likely);
}
