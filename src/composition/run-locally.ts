import { executeRun } from '../run/execute-run.ts';
import { localOrigin } from '../run/origins/local-origin.ts';
import type { IssueSnapshot } from '../run/origins/run-request.ts';
import type { RunEnd } from '../run/run-outcome.ts';
import { plainTask } from '../run/task/run-task.ts';
import type { Workbench } from './open-workbench.ts';

/** One run on a checkout of this machine, without GitHub. */
export async function runLocally(
  { run, settings }: Workbench,
  task: { readonly repositoryPath: string; readonly issue: IssueSnapshot },
  signal: AbortSignal,
): Promise<RunEnd> {
  const secrets = [settings.model.apiKey].filter((secret) => secret !== null);
  const origin = localOrigin({ git: run.git, secrets }, task.repositoryPath, task.issue);
  return await executeRun(run, origin, plainTask, signal);
}
