import { sweepInstallations } from './sweep-installations.ts';
import type { UpkeepDeps } from './upkeep-deps.ts';

export type KeepUpDeps = UpkeepDeps & {
  /** The time until the next look; rejects when the signal is aborted. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
};

const sweepDeadlineMs = 60 * 60_000;

/** Looks after what was published, now and after every pause, until it is disposed. Nothing that happens here ends the server. */
export function keepUp(deps: KeepUpDeps): AsyncDisposable {
  const ending = new AbortController();
  const ended = repeat(deps, ending.signal);
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await ended;
    },
  };
}

async function repeat(deps: KeepUpDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sweepInstallations(deps, AbortSignal.any([signal, AbortSignal.timeout(sweepDeadlineMs)]));
    } catch (err) {
      if (!signal.aborted) deps.log.warn({ err }, 'The upkeep was broken off until the next time');
    }
    await deps.pause(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
