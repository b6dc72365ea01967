export type PauseWatchDeps = {
  /** The operator's wish that nothing begins, as it is now. */
  readonly readPause: () => Promise<{ readonly stopsRuns: boolean } | null>;
  /** Rejects when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly stopRuns: () => void;
  readonly onResumed: () => void;
};

export interface PauseWatch {
  /** As it is now. */
  isPaused(): Promise<boolean>;
  /** Resolves when it has stopped looking. */
  readonly ended: Promise<void>;
}

const lookEveryMs = 500;

/** Looks for the operator's wish until the signal is aborted: an operator at a keyboard expects that it counts at once. */
export function watchPause(deps: PauseWatchDeps, signal: AbortSignal): PauseWatch {
  let wasPaused = false;
  const isPaused = async () => {
    const pause = await deps.readPause();
    if (pause?.stopsRuns === true) deps.stopRuns();
    wasPaused = pause !== null;
    return wasPaused;
  };
  const look = async () => {
    while (!signal.aborted) {
      const before = wasPaused;
      if (!(await isPaused()) && before) deps.onResumed();
      await deps.wait(lookEveryMs, signal).catch(() => undefined);
    }
  };
  return { isPaused, ended: look() };
}
