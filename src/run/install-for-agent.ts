import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import type { Workspace } from '../sandbox/sandbox.ts';
import { prepareEnvironment } from './prepare-environment.ts';
import type { Run } from './run.ts';

/** Saves the agent its first step. A failure here is the baseline's to report: the same commands run there. */
export async function installForAgent(run: Run, workspace: Workspace, plan: EnvironmentPlan): Promise<void> {
  await prepareEnvironment(run, workspace, plan);
}
