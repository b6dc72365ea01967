import type { CallReport } from '../call-report.ts';

/** Knows which state the files are in, so that the same test after another edit is not taken for the same thing. */
export interface TreeWatch {
  /** Names the state. Where no digest can be had, the edits by tools are counted instead. */
  readonly id: string;
  /** Whether the last look found another state than the one before. */
  readonly hasChanged: boolean;
  /** Looks before the first step. */
  begin(signal: AbortSignal): Promise<string | null>;
  /** Looks after a step; `undefined` when no tool was used that may have changed something, and nobody looked. */
  look(reports: readonly CallReport[], signal: AbortSignal): Promise<string | null | undefined>;
}

/** A digest costs its deadline when it cannot be had; after so many in a row nobody asks again. */
const MAX_FAILURES = 3;

export function watchTree(hashTree: (signal: AbortSignal) => Promise<string | null>): TreeWatch {
  let known: string | null = null;
  let edits = 0;
  let failures = 0;
  let id = 'untouched';
  let hasChanged = false;

  async function take(signal: AbortSignal): Promise<string | null> {
    if (failures >= MAX_FAILURES) return null;
    const digest = await hashTree(signal);
    failures = digest === null ? failures + 1 : 0;
    return digest;
  }

  return {
    get id() {
      return id;
    },
    get hasChanged() {
      return hasChanged;
    },
    async begin(signal) {
      known = await take(signal);
      id = known ?? id;
      return known;
    },
    async look(reports, signal) {
      hasChanged = false;
      const changing = reports.filter(({ changes }) => changes === 'workspace');
      if (changing.length === 0) return undefined;
      const digest = await take(signal);
      const edited = changing.filter(({ command, isError }) => command === null && !isError).length;
      edits += edited;
      hasChanged = digest === null || known === null ? edited > 0 : digest !== known;
      id = digest ?? (edited > 0 ? `after ${edits} edits` : id);
      known = digest ?? known;
      return digest;
    },
  };
}
