import type { PoolDeps } from './pool.ts';

/** Work that nobody waits for until the end, and what is to be done later. */
export class Background {
  readonly #after: PoolDeps<never>['after'];
  readonly #closing = new AbortController();
  readonly #work = new Set<Promise<void>>();
  readonly #timers = new Set<() => void>();

  constructor(after: PoolDeps<never>['after']) {
    this.#after = after;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  run(work: Promise<void>): void {
    const tracked = work.finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  /** Never after `close`. Gives a function that takes it back. */
  later(ms: number, work: () => void): () => void {
    if (this.isClosed) return () => undefined;
    const stop = this.#after(ms, () => {
      this.#timers.delete(cancel);
      work();
    });
    const cancel = () => {
      this.#timers.delete(cancel);
      stop();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  /** Aborted after that time, or by `close`; disposal ends the wait for it. */
  deadline(ms: number): Disposable & { readonly signal: AbortSignal } {
    const overdue = new AbortController();
    const cancel = this.later(ms, () => overdue.abort(new Error(`It took longer than ${ms / 1000} s.`)));
    return { signal: AbortSignal.any([overdue.signal, this.#closing.signal]), [Symbol.dispose]: cancel };
  }

  /** From now on nothing is done later, and the signals of all deadlines are aborted. */
  close(): void {
    this.#closing.abort(new Error('The pool is being closed.'));
    for (const cancel of [...this.#timers]) cancel();
  }

  /** Resolves when all work has ended, also what other work began meanwhile. */
  async ended(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }
}
