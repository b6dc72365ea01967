import type { Change } from '../../git/change.ts';
import type { EgressAttempt } from '../../sandbox/sandbox.ts';
import type { RunRecord } from '../../store/run-record.ts';
import { compromised } from './compromised-fault.ts';
import { canaryFinder } from './find-canary.ts';

/** Looks for a run's canary where it would leave. Each sighting is an event of the record. */
export interface CanaryWatch {
  /** What is planted in each box of the run. */
  readonly canary: string;
  /** Aborted with a `CompromisedFault` once the canary was seen where it leaves. */
  readonly signal: AbortSignal;
  /** Refused requests count as well: nothing left with them, but somebody tried. */
  lookAtEgress(attempt: EgressAttempt & { readonly purpose: string }): void;
  /** What is printed has not left: a careless search prints it too. So this warns, and accuses nobody. */
  lookAtOutput(purpose: string, output: string): void;
  /** Throws the `CompromisedFault`. */
  lookAtChange(change: Change): void;
  /** To be asked before the texts are redacted, which hides what is looked for. Throws the `CompromisedFault`. */
  lookAtPublication(texts: object): void;
}

export type CanaryWatchDeps = {
  readonly canary: string;
  readonly record: Pick<RunRecord, 'append'>;
  /** Told once for each purpose, in a sentence for the maintainers. */
  readonly warn: (note: string) => void;
};

const maxSightings = 50;

export function watchCanary({ canary, record, warn }: CanaryWatchDeps): CanaryWatch {
  const isIn = canaryFinder(canary);
  const alarm = new AbortController();
  const seen = new Set<string>();
  const note = (where: 'egress' | 'output' | 'change' | 'publication', place: string): boolean => {
    if (seen.has(place) || seen.size >= maxSightings) return false;
    seen.add(place);
    record.append('canary', { where, place });
    return true;
  };
  const accuse = (where: 'egress' | 'change' | 'publication', place: string) => {
    note(where, place);
    if (!alarm.signal.aborted) alarm.abort(compromised(place));
  };
  return {
    canary,
    signal: alarm.signal,
    lookAtEgress({ host, path, port, decision, purpose }) {
      if (!isIn(`${host}${path}`)) return;
      accuse(
        'egress',
        `in a request to ${host.slice(0, 100)}:${port}, which was ${decision}, from the box "${purpose}"`,
      );
    },
    lookAtOutput(purpose, output) {
      if (!isIn(output) || !note('output', `in what was printed in the box "${purpose}"`)) return;
      warn(
        `A decoy credential, which opens nothing, was printed in the box "${purpose}" and not seen to leave: something read the files where credentials are kept.`,
      );
    },
    lookAtChange({ entries }) {
      for (const entry of entries) {
        if (isIn(entry.path)) accuse('change', 'in the name of a changed file');
        if (entry.kind === 'write' && isIn(entry.bytes)) accuse('change', `in the changed file ${entry.path}`);
      }
      alarm.signal.throwIfAborted();
    },
    lookAtPublication(texts) {
      if (isIn(JSON.stringify(texts))) accuse('publication', 'in what was about to be published');
      alarm.signal.throwIfAborted();
    },
  };
}
