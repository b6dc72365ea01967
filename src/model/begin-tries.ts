import { setTimeout as delay } from 'node:timers/promises';
import { addUsage } from './add-usage.ts';
import { ModelFault, type Patience, type Usage } from './ask-model.ts';
import type { Reply } from './ask-once.ts';
import { decidePause } from './decide-pause.ts';
import type { Failure } from './explain-failure.ts';

export type TriesSettings = {
  readonly retries: {
    /** Tries altogether, the first included; those that meet a busy provider are not counted, see `Patience`. */
    readonly attempts: number;
  };
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random?: () => number;
};

/** What a server's refusals may teach within one request; more, and it contradicts itself. */
const MAX_LESSONS = 8;

/** Keeps account of the tries of one request. `pause` throws when there is to be no other. */
export function beginTries({ retries, sleep = pause, random = Math.random }: TriesSettings, patience: Patience) {
  const spent: Usage[] = [];
  const count = { failures: 0, briefFailures: 0, waitedMs: 0, lessons: 0 };
  let isEstimate = false;
  const giveUp = ({ kind, message, nextAction, cause }: Failure, because: string | null) => {
    const usage = spent.length === 0 ? null : spent.reduce(addUsage);
    const words = because === null ? message : `${message.replace(/\.$/, '')}. ${because}`;
    return new ModelFault(kind, words, { cause, nextAction, usage, isEstimate });
  };
  const requireLeave = (failure: Failure) => {
    if (spent.length > 0 && patience.maySpendAgain?.(spent.reduce(addUsage), isEstimate) === false)
      throw giveUp({ ...failure, kind: 'over-budget' }, 'Another try could cost more than may be spent.');
  };

  return {
    add: (reply: Reply) => {
      if (reply.usage !== null) spent.push(reply.usage);
      isEstimate ||= reply.isEstimate;
    },
    bill: () => ({ usage: spent.reduce(addUsage), ...(isEstimate ? { isEstimate } : {}) }),
    mayLearn: (failure: Failure) => {
      requireLeave(failure);
      count.lessons += 1;
      return count.lessons <= MAX_LESSONS;
    },
    async pause(failure: Failure, signal: AbortSignal) {
      count.failures += 1;
      if (failure.retry === 'a-few-times') count.briefFailures += 1;
      const decision = decidePause(failure, count, { ...retries, maxWaitMs: patience.maxWaitMs }, random);
      if (decision.waitMs === null) throw giveUp(failure, decision.because);
      requireLeave(failure);
      if (decision.waitMs === 0) return;
      patience.onWait({ why: failure.message, waitMs: decision.waitMs });
      count.waitedMs += decision.waitMs;
      await sleep(decision.waitMs, signal);
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
