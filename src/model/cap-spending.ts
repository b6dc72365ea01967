import { type AskModel, ModelFault, type Usage } from './ask-model.ts';
import { openLedger } from './spending/open-ledger.ts';
import type { CappedProfile, SpendingCap } from './spending/spending-cap.ts';

/**
 * Asks no more than may be spent, whatever the caller does. Before each request its worst case is set aside: the most input it
 * can be (see `boundInput`), at the full price, and the longest answer that can still be paid for, which it is then held to.
 * Requests that run at once share what is left. Throws a `ModelFault` of the kind `over-budget` where nothing useful can be
 * paid for. What is not known is how much a model thought, unseen, in an answer that was cut off: only its visible part
 * is counted there, four times.
 */
export function capSpending(askModel: AskModel, cap: SpendingCap, profile: CappedProfile): AskModel {
  const ledger = openLedger(cap, profile);
  return async (request, patience, signal) => {
    const reservation = ledger.reserve(request);
    const maySpendAgain = (spent: Usage, isEstimate: boolean) => ledger.canAfford(reservation, spent, isEstimate);
    try {
      const answer = await askModel(reservation.request, { ...patience, maySpendAgain }, signal);
      ledger.settle(reservation, answer.usage, answer.isEstimate === true);
      return answer;
    } catch (error) {
      if (error instanceof ModelFault) ledger.settle(reservation, error.usage, error.isEstimate);
      else ledger.forfeit(reservation);
      throw error;
    }
  };
}
