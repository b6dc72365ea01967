import { loadRun } from './load-run.ts';
import type { Run } from './run.ts';
import type { RunOutcome } from './run-outcome.ts';
import { toAtif } from './to-atif.ts';

/** Closes the record of a run, with its trajectory in a format others read beside it. Throws a `Fault` when it could not be written. */
export async function endRecord(
  { record, origin, deps }: Pick<Run, 'record' | 'origin' | 'deps'>,
  outcome: RunOutcome,
): Promise<void> {
  deps.onEvent({ type: 'ended', runId: record.id, outcome: outcome.kind });
  await record.save('run.json', { repository: origin.repository, issue: origin.issue.number, outcome });
  await record.save('trajectory.json', toAtif(record.id, await loadRun(record.directory)));
  record.append('run.ended', { outcome });
  await record.flush();
}
