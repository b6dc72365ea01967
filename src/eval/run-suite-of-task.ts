import { noSettings } from '../environment/repository-settings.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { redact } from '../report/redact.ts';
import { fitRun } from '../run/preparation/fit-run.ts';
import { planRun } from '../run/preparation/plan-run.ts';
import { runSuiteAfresh } from '../run/proving/run-suite-afresh.ts';
import type { Run } from '../run/run.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { plainTask } from '../run/task/run-task.ts';
import { livingComment } from '../run/telling/living-comment.ts';
import { trackProgress } from '../run/telling/progress.ts';
import { openRunRecord } from '../store/run-record.ts';
import type { SuiteResult } from '../verify/suite.ts';
import { commitTests } from './commit-tests.ts';
import { evaluationOrigin } from './evaluation-origin.ts';
import type { PreparedTask } from './prepare-task.ts';
import { settingsFor } from './settings-for.ts';

export type GradedCommit = {
  readonly mirror: Mirror;
  readonly sha: string;
  /** The name of the record that is kept of it, beside those of the runs. */
  readonly recordId: string;
};

/** Runs the tests of the task, hidden ones included, on the code of a commit, in a sandbox that nothing else has used or will use. */
export async function runSuiteOfTask(
  deps: RunDeps,
  prepared: PreparedTask,
  { mirror, sha: head, recordId }: GradedCommit,
  signal: AbortSignal,
): Promise<SuiteResult> {
  const sha = await commitTests(deps.git, { mirror, head, testPatch: prepared.testPatch }, signal);
  const run = startRecord(settingsFor(deps, prepared), prepared, recordId, signal);
  try {
    const { plan } = await planRun(run, mirror);
    return await runSuiteAfresh(await fitRun(run, plan, noSettings.publish), { mirror, sha, purpose: 'grade' }, plan);
  } finally {
    await run.record.flush();
  }
}

/** As much of a run as running a suite needs; nobody follows it. */
function startRecord(deps: RunDeps, prepared: PreparedTask, recordId: string, signal: AbortSignal): Run {
  const record = openRunRecord(deps.settings.dataDirectory, recordId, { redact: (text) => redact(text, []) });
  const origin = evaluationOrigin(prepared, []);
  const progress = trackProgress({ ...deps, onEvent: () => undefined }, record, () => undefined);
  const comment = livingComment({ show: origin.show, pauseMs: 0, retryAfterMs: [], log: deps.log });
  const inbox = { take: () => [], stop: signal, [Symbol.asyncDispose]: async () => undefined };
  return { deps, origin, task: plainTask, record, progress, comment, inbox, signal };
}
