import type { RunRecord } from '../../store/run-record.ts';
import type { Origin } from '../origins/origin.ts';
import type { RunDeps } from '../run-deps.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { RunTask } from '../task/run-task.ts';
import type { Progress } from '../telling/progress.ts';
import { printStatement, statementFile, stateRun } from '../verification/state-run.ts';
import { loadRun } from './load-run.ts';
import { toAtif } from './to-atif.ts';

export type EndingRun = {
  readonly deps: Pick<RunDeps, 'onEvent' | 'now'>;
  readonly task: RunTask;
  readonly record: RunRecord;
  readonly progress: Pick<Progress, 'spent'>;
  readonly origin: Pick<Origin, 'repository' | 'issue'>;
};

/**
 * Closes the record of a run whose sandboxes are gone, with its trajectory beside it in a format that others read, and a statement
 * about its commit. Throws a `Fault` when it could not be written.
 */
export async function endRecord(run: EndingRun, outcome: RunOutcome): Promise<void> {
  const { deps, record } = run;
  deps.onEvent({ type: 'ended', runId: record.id, outcome: outcome.kind });
  try {
    await record.save('run.json', { ...describeEnd(run), outcome });
    await record.save('trajectory.json', toAtif(record.id, await loadRun(record.directory)));
  } finally {
    record.append('run.ended', { outcome });
  }
  await record.flush();
  const statement = stateRun(await loadRun(record.directory), record.head);
  if (statement !== null) await record.saveBeside(statementFile, printStatement(statement));
}

/** What later runs, and those who pay for them, ask of it without reading its events. */
function describeEnd({ deps, task, origin, progress }: EndingRun) {
  return {
    repository: origin.repository,
    issue: origin.issue.number,
    task: task.kind === 'solve' ? { kind: task.kind, begins: task.begins.kind } : { kind: task.kind },
    endedAt: new Date(deps.now()).toISOString(),
    spent: progress.spent,
  };
}
