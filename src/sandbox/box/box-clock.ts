/** Timers that stand still while their box does. */
export class BoxClock {
  readonly #timers = new Set<Timer>();
  #isHeld = false;

  /** Calls once, after so much time in which the clock was not held. Returns what cancels it. */
  after(ms: number, call: () => void): () => void {
    const timer: Timer = { leftMs: ms, startedAt: 0, handle: undefined, call };
    this.#timers.add(timer);
    if (!this.#isHeld) this.#start(timer);
    return () => {
      clearTimeout(timer.handle);
      this.#timers.delete(timer);
    };
  }

  hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    for (const timer of this.#timers) {
      clearTimeout(timer.handle);
      timer.leftMs = Math.max(0, timer.leftMs - (performance.now() - timer.startedAt));
    }
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    for (const timer of this.#timers) this.#start(timer);
  }

  /** Cancels everything. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer.handle);
    this.#timers.clear();
  }

  #start(timer: Timer): void {
    timer.startedAt = performance.now();
    timer.handle = setTimeout(() => {
      this.#timers.delete(timer);
      timer.call();
    }, timer.leftMs).unref();
  }
}

type Timer = {
  leftMs: number;
  startedAt: number;
  handle: NodeJS.Timeout | undefined;
  readonly call: () => void;
};
