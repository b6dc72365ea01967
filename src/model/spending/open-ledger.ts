import { ModelFault, type ModelRequest, type Usage } from '../ask-model.ts';
import { boundInput, openSizes, type Told } from './bound-input.ts';
import { longestAffordableAnswer } from './longest-affordable-answer.ts';
import { type Amount, type CappedProfile, charge, plus, type SpendingCap, worstCase } from './spending-cap.ts';

/** What is set aside for a request until it is known what it cost. */
export type Reservation = {
  /** As it may be sent. */
  readonly request: ModelRequest;
  readonly worst: Amount;
  /** What tries of it have come to so far. */
  soFar: Amount;
};

const NOTHING: Amount = { tokens: 0, costUsd: 0 };

export function openLedger(cap: SpendingCap, profile: CappedProfile) {
  const sizeOf = openSizes();
  const open = new Set<Reservation>();
  let spent = NOTHING;
  let told: Told | null = null;
  const committed = () => [...open].reduce((sum, { worst, soFar }) => plus(sum, plus(worst, soFar)), spent);
  const close = (reservation: Reservation, cost: Amount) => {
    open.delete(reservation);
    spent = plus(spent, cost);
  };

  return {
    reserve(request: ModelRequest): Reservation {
      const inputTokens = boundInput(request, told, sizeOf);
      const answer = longestAffordableAnswer({ request, inputTokens, committed: committed() }, cap, profile);
      if (answer === null) throw overBudget(cap);
      const { outputTokens, mustSay } = answer;
      const sent = mustSay ? { ...request, maxOutputTokens: outputTokens } : request;
      const reservation = { request: sent, worst: worstCase(inputTokens, outputTokens, profile), soFar: NOTHING };
      open.add(reservation);
      return reservation;
    },

    /** Whether another try can be paid for besides those that came to nothing. */
    canAfford(reservation: Reservation, usage: Usage, isEstimate: boolean): boolean {
      reservation.soFar = charge(usage, isEstimate, profile);
      const { tokens, costUsd } = committed();
      return tokens <= cap.tokens && (cap.costUsd === null || profile.price === null || costUsd <= cap.costUsd);
    },

    settle(reservation: Reservation, usage: Usage | null, isEstimate: boolean): void {
      close(reservation, charge(usage, isEstimate, profile));
      if (usage === null || isEstimate) return;
      const { messages, tools } = reservation.request;
      told = { messages: new Set(messages), tools, inputTokens: usage.inputTokens };
    },

    /** Nobody knows what an answer costs that was not waited for. */
    forfeit(reservation: Reservation): void {
      close(reservation, plus(reservation.worst, reservation.soFar));
    },
  };
}

function overBudget(cap: SpendingCap): ModelFault {
  const money = cap.costUsd === null ? '' : ` or $${cap.costUsd}`;
  return new ModelFault(
    'over-budget',
    `The model is not asked again: its next answer could take the run over its cap of ${cap.tokens} tokens${money}.`,
    { nextAction: 'Raise the limits of tokens and of cost, then start the run again.' },
  );
}
