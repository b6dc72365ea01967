import type { SteeringMessage } from '../../agent/solver.ts';
import type { AskModel } from '../../model/ask-model.ts';
import type { RecordedAttempt } from './recorded-attempt.ts';

/** The record has no further answer. */
export class RecordIsOver extends Error {
  override readonly name = 'RecordIsOver';
}

export type Playback = {
  /** Answers as the model did, whatever it is asked. Throws `RecordIsOver` when it is asked once more. */
  readonly askModel: AskModel;
  /** What maintainers said, at the time they said it. */
  readonly takeMessages: () => readonly SteeringMessage[];
};

/** An attempt's other side, the model and the maintainers, out of its record. */
export function playBack({ answers, messages }: Pick<RecordedAttempt, 'answers' | 'messages'>): Playback {
  let played = 0;
  let told = 0;
  return {
    async askModel() {
      const answer = answers[played];
      if (answer === undefined) throw new RecordIsOver('The record is over');
      played += 1;
      const { text, toolCalls, finish, reasoning, usage, repairs } = answer;
      return { message: { role: 'assistant', text, toolCalls, extras: {} }, finish, reasoning, usage, repairs };
    },
    takeMessages() {
      const due = messages.slice(told).filter(({ afterAnswers }) => afterAnswers <= played);
      told += due.length;
      return due.map(({ author, text }) => ({ author, text }));
    },
  };
}
