import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../errors.ts';
import { readEvents } from '../../store/read-events.ts';
import { type RunOnRecord, readRunsBackwards } from './read-runs-backwards.ts';

/** No run takes longer: what began before that is not looked at. */
const LONGEST_RUN_MS = 24 * 60 * 60_000;

const billed = z.object({
  at: z.string(),
  type: z.enum(['agent.answer', 'agent.shrunk']),
  usage: z.object({ costUsd: z.number().nullable() }),
});

/**
 * What the models of all runs were paid since a moment, in US dollars, as far as prices are known: runs that ended since then, and
 * what those have come to by now that go on or were interrupted.
 */
export async function spentSince(dataDirectory: string, at: Date): Promise<number> {
  const oldest = stampOf(new Date(at.getTime() - LONGEST_RUN_MS));
  let sum = 0;
  for await (const run of readRunsBackwards(dataDirectory)) {
    if (run.runId < oldest) break;
    sum += await spentBy(dataDirectory, run, at.toISOString());
  }
  return sum;
}

/** As ids begin. */
function stampOf(time: Date): string {
  return time.toISOString().replace(/\..*$/, '').replace(/[-:]/g, '').replace('T', '-');
}

async function spentBy(dataDirectory: string, run: RunOnRecord, since: string): Promise<number> {
  const { runId, candidates, ended } = run;
  if (ended !== null) return ended.endedAt < since ? 0 : (ended.spent.costUsd ?? 0);
  const bills = [runId, ...candidates].map((id) => addBills(join(dataDirectory, 'runs', id), since));
  return (await Promise.all(bills)).reduce((sum, bill) => sum + bill, 0);
}

async function addBills(directory: string, since: string): Promise<number> {
  let sum = 0;
  try {
    for await (const event of readEvents(directory)) {
      const bill = billed.safeParse(event).data;
      if (bill !== undefined && bill.at >= since) sum += bill.usage.costUsd ?? 0;
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // What comes after the damage cannot be known.
  }
  return sum;
}
