import type { RecordedAttempt } from '../replay/recorded-attempt.ts';

/** The same attempt as it was when this step was over. */
export function attemptUntil(recorded: RecordedAttempt, step: number): RecordedAttempt {
  const isDone = (event: { readonly step: number }) => event.step <= step;
  const answers = recorded.answers.filter(isDone);
  return {
    ...recorded,
    answers,
    observations: recorded.observations.filter(isDone),
    trees: recorded.trees.filter(isDone),
    messages: recorded.messages.filter(({ afterAnswers }) => afterAnswers < answers.length),
  };
}
