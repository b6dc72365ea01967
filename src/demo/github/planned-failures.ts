import { type Answer, jsonAnswer } from './answer.ts';
import type { PlannedFailure } from './loopback-github.ts';

/** Faults waiting for the request they were planned for. */
export type PlannedFailures = {
  readonly plan: (failure: PlannedFailure) => void;
  /** What to answer instead; `null` when nothing was planned for this request. */
  readonly take: (method: string, route: string) => Answer | 'disconnect' | null;
};

export function createPlannedFailures(): PlannedFailures {
  const waiting: PlannedFailure[] = [];
  return {
    plan: (failure) => {
      for (let left = failure.times ?? 1; left > 0; left -= 1) waiting.push(failure);
    },
    take: (method, route) => {
      const index = waiting.findIndex((one) => one.method === method && one.route === route);
      const [failure] = index < 0 ? [] : waiting.splice(index, 1);
      return failure === undefined ? null : toAnswer(failure);
    },
  };
}

function toAnswer({ status, message = 'A planned failure', headers }: PlannedFailure): Answer | 'disconnect' {
  return status === 'disconnect' ? status : jsonAnswer(status, { message }, headers);
}
