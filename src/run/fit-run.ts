import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import type { Run } from './run.ts';

/** The same run, whose boxes from now on are made for its repository. */
export async function fitRun(run: Run, { ecosystems }: Pick<EnvironmentPlan, 'ecosystems'>): Promise<Run> {
  const { deps, signal } = run;
  const box = await deps.boxFor(ecosystems, signal);
  return { ...run, deps: { ...deps, settings: { ...deps.settings, ...box } } };
}
