import { type Answer, jsonAnswer } from './answer.ts';
import type { PlannedFailure } from './loopback-github.ts';

/** Faults waiting for the request they were planned for. */
export type PlannedFailures = {
  readonly plan: (failure: PlannedFailure) => void;
  /** Does the work, unless something else was planned for this request. */
  readonly around: (method: string, route: string, work: () => Promise<Answer>) => Promise<Answer | 'disconnect'>;
};

export function createPlannedFailures(expireTokens: () => void): PlannedFailures {
  const waiting: PlannedFailure[] = [];
  return {
    plan: (failure) => {
      for (let left = failure.times ?? 1; left > 0; left -= 1) waiting.push(failure);
    },
    async around(method, route, work) {
      const index = waiting.findIndex((one) => one.method === method && one.route === route);
      const [failure] = index < 0 ? [] : waiting.splice(index, 1);
      if (failure === undefined) return await work();
      if (failure.status === 'tokens-expire') {
        expireTokens();
        return await work();
      }
      if (failure.status === 'disconnect') return 'disconnect';
      if (failure.status !== 'answer-lost')
        return jsonAnswer(failure.status, { message: failure.message ?? 'A planned failure' }, failure.headers);
      await work();
      return 'disconnect';
    },
  };
}
