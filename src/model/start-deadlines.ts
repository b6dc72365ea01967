export interface Deadlines extends Disposable {
  /** Aborts with the caller's signal, or with `DeadlinePassed`. */
  readonly signal: AbortSignal;
  /** A byte has come: the silence begins anew. */
  touch(): void;
}

/** The server kept the connection and did not answer in time. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

export type DeadlineSettings = { readonly idleTimeoutMs: number; readonly requestTimeoutMs: number };

/** Runs both clocks of one try. Disposing stops them and drops what still uses the signal. */
export function startDeadlines(settings: DeadlineSettings, caller: AbortSignal): Deadlines {
  const { idleTimeoutMs, requestTimeoutMs } = settings;
  const controller = new AbortController();
  const expire = (why: string) => controller.abort(new DeadlinePassed(why));
  const idle = setTimeout(expire, idleTimeoutMs, `was silent for ${idleTimeoutMs / 1_000} s`);
  const total = setTimeout(expire, requestTimeoutMs, `did not finish within ${requestTimeoutMs / 1_000} s`);

  return {
    signal: AbortSignal.any([caller, controller.signal]),
    touch: () => idle.refresh(),
    [Symbol.dispose]() {
      clearTimeout(idle);
      clearTimeout(total);
      controller.abort();
    },
  };
}
