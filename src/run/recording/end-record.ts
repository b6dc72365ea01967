import type { RunRecord } from '../../store/run-record.ts';
import type { Origin } from '../origins/origin.ts';
import type { RunDeps } from '../run-deps.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { printStatement, statementFile, stateRun } from '../verification/state-run.ts';
import { loadRun } from './load-run.ts';
import { toAtif } from './to-atif.ts';

export type EndingRun = {
  readonly deps: Pick<RunDeps, 'onEvent'>;
  readonly record: RunRecord;
  readonly origin: Pick<Origin, 'repository' | 'issue'>;
};

/**
 * Closes the record of a run whose sandboxes are gone, with its trajectory beside it in a format that others read, and a statement
 * about its commit. Throws a `Fault` when it could not be written.
 */
export async function endRecord({ deps, record, origin }: EndingRun, outcome: RunOutcome): Promise<void> {
  deps.onEvent({ type: 'ended', runId: record.id, outcome: outcome.kind });
  try {
    await record.save('run.json', { repository: origin.repository, issue: origin.issue.number, outcome });
    await record.save('trajectory.json', toAtif(record.id, await loadRun(record.directory)));
  } finally {
    record.append('run.ended', { outcome });
  }
  await record.flush();
  const statement = stateRun(await loadRun(record.directory), record.head);
  if (statement !== null) await record.saveBeside(statementFile, printStatement(statement));
}
