import type { FinishInput } from '../finish.ts';

/** What the model was shown of its change so far. */
export type FinishMemory = {
  /** How often it was shown, and how often with objections. */
  readonly shown: number;
  readonly objected: number;
  /** The digest of what it saw last; `null` when there was none. */
  readonly tree: string | null;
};

export const nothingShown: FinishMemory = { shown: 0, objected: 0, tree: null };

/** A call of finish. */
export type FinishCall = {
  readonly outcome: FinishInput['outcome'];
  readonly change: 'none' | 'some' | 'unknown';
  /** `null` when git in the box gave no answer. */
  readonly tree: string | null;
  /** What speaks against the change. */
  readonly objections: readonly string[];
  /** What speaks against the work on it. The proof, which runs the tests in any case, makes it good: it is never left standing. */
  readonly doubts: readonly string[];
  /** The attempt is over whatever is said now. */
  readonly isLast: boolean;
};

export type FinishDecision =
  | { readonly kind: 'accept'; readonly unresolved: readonly string[] }
  | { readonly kind: 'show'; readonly memory: FinishMemory };

/** An objection is made so often, then it is left standing. */
const MAX_OBJECTED = 3;
/** However often the change is changed again in between, it is not shown more often. */
const MAX_SHOWN = 6;

/**
 * Whether a finish is accepted, or the change shown once more: each change is seen before it is confirmed, objections are made
 * three times, and who cannot go on is never held up by what is wrong with the change.
 */
export function decideFinish(memory: FinishMemory, call: FinishCall): FinishDecision {
  const accept: FinishDecision = { kind: 'accept', unresolved: call.objections };
  if (call.isLast || memory.shown >= MAX_SHOWN) return accept;
  const isClear = call.objections.length + call.doubts.length === 0;
  const isQuiet = call.change === 'none' && isClear;
  if (isQuiet) return accept;
  const givesUp = call.outcome === 'blocked' || call.outcome === 'needs_info';
  if (givesUp && memory.shown > 0) return accept;
  const wasSeen = memory.shown > 0 && memory.tree === call.tree;
  if (wasSeen && (isClear || memory.objected >= MAX_OBJECTED)) return accept;
  const objected = memory.objected + (isClear ? 0 : 1);
  return { kind: 'show', memory: { shown: memory.shown + 1, objected, tree: call.tree } };
}
