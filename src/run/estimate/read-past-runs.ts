import type { EndedRun } from './ended-run.ts';
import type { PastRun } from './estimate.ts';
import { readRunsBackwards } from './read-runs-backwards.ts';

/** As many as an estimate is made of. */
const MAX_RUNS = 50;
/** Of whatever repository; before these other models were used, and nobody who waits for an estimate waits for more. */
const MAX_LOOKED_AT = 2_000;

/** The newest runs of a repository that were to solve an issue from nothing, which is what the next one will do. */
export async function readPastRuns(dataDirectory: string, repository: string): Promise<readonly PastRun[]> {
  const runs: PastRun[] = [];
  let lookedAt = 0;
  for await (const { ended } of readRunsBackwards(dataDirectory)) {
    const past = ended === null || ended.repository !== repository ? null : toPastRun(ended);
    if (past !== null) runs.push(past);
    lookedAt += 1;
    if (runs.length === MAX_RUNS || lookedAt === MAX_LOOKED_AT) break;
  }
  return runs;
}

function toPastRun({ task, endedAt, spent, outcome }: EndedRun): PastRun | null {
  const ending = endingOf(outcome);
  if (task.kind !== 'solve' || task.begins !== 'afresh' || ending === null) return null;
  return { endedAt, ending, elapsedMs: spent.elapsedMs, costUsd: spent.costUsd };
}

/** `null`: it never began, or is of a kind that this version does not know. */
function endingOf({ kind, verdict }: EndedRun['outcome']): PastRun['ending'] | null {
  switch (kind) {
    case 'published':
      return verdict === 'verified' ? 'verified' : 'published';
    case 'cancelled':
      return 'stopped';
    case 'no-change':
    case 'failed':
      return 'nothing';
    default:
      return null;
  }
}
