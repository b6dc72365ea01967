import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { PlannedFailure } from './loopback-github.ts';

/** Faults waiting for the request they were planned for. */
export type PlannedFailures = {
  readonly plan: (failure: PlannedFailure) => void;
  /** Does the work, unless something else was planned for this request. */
  readonly around: (request: FailingRequest, work: () => Promise<Answer>) => Promise<Answer | NoAnswer>;
};

export type FailingRequest = {
  readonly method: string;
  readonly route: string;
  /** The same for requests that ask for the same. */
  readonly key: string;
};

/** The connection is closed, or stays open in silence. */
export type NoAnswer = 'disconnect' | 'no-answer';

export function createPlannedFailures(expireTokens: () => void): PlannedFailures {
  const waiting: PlannedFailure[] = [];
  const read = new Map<string, Answer>();
  return {
    plan: (failure) => {
      for (let left = failure.times ?? 1; left > 0; left -= 1) waiting.push(failure);
    },
    async around({ method, route, key }, work) {
      const index = waiting.findIndex((one) => one.method === method && one.route === route);
      const [failure] = index < 0 ? [] : waiting.splice(index, 1);
      if (failure?.status === 'stale') return read.get(key) ?? empty(await work());
      if (failure !== undefined) return await fail(failure, expireTokens, work);
      const answer = await work();
      if (method === 'GET') read.set(key, answer);
      return answer;
    },
  };
}

async function fail(
  { status, message, headers }: PlannedFailure,
  expireTokens: () => void,
  work: () => Promise<Answer>,
): Promise<Answer | NoAnswer> {
  switch (status) {
    case 'disconnect':
    case 'no-answer':
      return status;
    case 'answer-lost':
      await work();
      return 'disconnect';
    case 'answer-cut':
      return { ...(await work()), isCut: true };
    case 'tokens-expire':
      expireTokens();
      return await work();
    case 'stale':
      return empty(await work());
    default:
      return jsonAnswer(status, { message: message ?? 'A planned failure' }, headers);
  }
}

/** As of a moment when nothing of it was there. */
function empty({ body }: Answer): Answer {
  return body.toString().startsWith('[') ? jsonAnswer(200, []) : refusal(404, 'Not Found');
}
