import type { BoxDeps } from './box-deps.ts';
import type { EnvironmentPlan } from './environment-plan.ts';
import { climbLadder, type InstallReport } from './install/climb-ladder.ts';
import { runSetup, type SetupReport } from './run-setup.ts';
import { type ServiceReport, startServices } from './services/start-services.ts';
import { shellEnvironment, shellEnvironmentPath } from './shell-environment.ts';

export type BoxPlan = Pick<EnvironmentPlan, 'services' | 'setup' | 'ladder' | 'companions'>;

export type Preparation = {
  readonly services: readonly ServiceReport[];
  readonly setup: SetupReport;
  readonly install: InstallReport;
  /** Of what else is in the repository. */
  readonly companions: readonly InstallReport[];
};

/**
 * Makes a fresh box ready for the repository's tests: services, setup commands, dependencies. What fails is reported, never
 * thrown; only a box that breaks throws `SandboxFault`. Each step has `installTimeoutMs`, the install twice that.
 */
export async function prepareBox(
  deps: BoxDeps,
  plan: BoxPlan,
  installTimeoutMs: number,
  signal: AbortSignal,
): Promise<Preparation> {
  await deps.workspace.files.write(shellEnvironmentPath, shellEnvironment);
  const services = await startServices(deps.workspace, plan.services, signal);
  const setup = await runSetup(deps, plan.setup, installTimeoutMs, signal);
  const install = await climbLadder(deps, plan.ladder, installTimeoutMs, signal);
  const companions: InstallReport[] = [];
  for (const ladder of plan.companions) companions.push(await climbLadder(deps, ladder, installTimeoutMs, signal));
  return { services, setup, install, companions };
}
