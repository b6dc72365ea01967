export type AlarmDeps = {
  readonly now: () => number;
  /** Rejects when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly ring: () => void;
};

/** Rings once, at the time it was last set to, unless the signal is aborted before. */
export function alarm({ now, wait, ring }: AlarmDeps, closing: AbortSignal): (at: number) => void {
  let setting = new AbortController();
  return (at) => {
    setting.abort();
    setting = new AbortController();
    wait(at - now(), AbortSignal.any([setting.signal, closing])).then(ring, () => undefined);
  };
}
