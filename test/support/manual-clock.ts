/** Time that goes on when the test says so. */
export interface ManualClock {
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Whoever waits for a moment up to then is woken. */
  advance(ms: number): void;
}

type Sleeper = { readonly until: number; readonly wake: () => void };

export function manualClock(start: string): ManualClock {
  let time = Date.parse(start);
  const sleepers = new Set<Sleeper>();
  return {
    now: () => time,
    async wait(ms, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { until: time + ms, wake: resolve };
      sleepers.add(sleeper);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      await promise.finally(() => sleepers.delete(sleeper));
    },
    advance(ms) {
      time += ms;
      for (const { until, wake } of sleepers) if (until <= time) wake();
    },
  };
}
