import type { SteeringMessage } from '../../agent/solver.ts';
import { Fault } from '../../errors.ts';
import { checkoutScript } from '../../git/checkout-script.ts';
import type { KnownEvent, KnownOf } from '../recording/recorded-event.ts';

/** What a record has of an attempt that can be done again. */
export type RecordedAttempt = {
  readonly started: KnownOf<'run.started'>;
  readonly base: KnownOf<'run.base'>;
  /** What was done in the agent's box before it began, the checkout aside. */
  readonly preparation: readonly KnownOf<'command'>[];
  readonly answers: readonly KnownOf<'agent.answer'>[];
  readonly observations: readonly KnownOf<'agent.observation'>[];
  readonly trees: readonly KnownOf<'agent.tree'>[];
  /** What maintainers said, and after how many answers. */
  readonly messages: readonly (SteeringMessage & { readonly afterAnswers: number })[];
};

/** Throws a `Fault` when the run did not come far enough for anything to be done again. */
export function toRecordedAttempt(events: readonly KnownEvent[]): RecordedAttempt {
  const ofType = <Type extends KnownEvent['type']>(type: Type) =>
    events.filter((event): event is KnownOf<Type> => event.type === type);
  const [started] = ofType('run.started');
  const [base] = ofType('run.base');
  const [workspace] = ofType('run.workspace');
  if (workspace !== undefined) throw beganElsewhere(workspace);
  const answers = ofType('agent.answer');
  if (started === undefined || base === undefined || answers.length === 0)
    throw nothingToReplay(ofType('run.candidates')[0]);
  const begin = events.findIndex((event) => event.type === 'agent.message' || event.type === 'agent.answer');
  return {
    started,
    base,
    preparation: ofType('command').filter((event) => events.indexOf(event) < begin && isPreparation(event)),
    answers,
    observations: ofType('agent.observation'),
    trees: ofType('agent.tree'),
    messages: toMessages(events),
  };
}

function beganElsewhere({ from }: KnownOf<'run.workspace'>): Fault {
  return new Fault(`The agent went on in the workspace that the run ${from} left, which cannot be made again.`, {
    nextAction: `Choose the run ${from}, or one that began with its base.`,
  });
}

function nothingToReplay(of: KnownOf<'run.candidates'> | undefined): Fault {
  const ids = of?.candidates.map(({ runId }) => runId).join(', ');
  return new Fault('There is nothing to replay: the record has no step of an agent in it.', {
    nextAction:
      ids === undefined ? 'Choose a run that came as far as its agent.' : `Choose one of its candidates: ${ids}.`,
  });
}

function isPreparation({ purpose, command, stdout }: KnownOf<'command'>): boolean {
  return purpose === 'agent' && command !== checkoutScript && stdout !== null;
}

function toMessages(events: readonly KnownEvent[]): RecordedAttempt['messages'] {
  let afterAnswers = 0;
  return events.flatMap((event) => {
    if (event.type === 'agent.answer') afterAnswers += 1;
    if (event.type !== 'agent.message' || event.from !== 'maintainer') return [];
    return [{ author: 'a maintainer', text: event.text, afterAnswers }];
  });
}
