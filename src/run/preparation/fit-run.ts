import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import type { PublishPolicy } from '../../environment/repository-settings.ts';
import type { Run } from '../run.ts';

/** The same run, whose boxes from now on are made for its repository, and whose change keeps off what its maintainers protect. */
export async function fitRun(
  run: Run,
  { ecosystems }: Pick<EnvironmentPlan, 'ecosystems'>,
  { protectedPaths }: Pick<PublishPolicy, 'protectedPaths'>,
): Promise<Run> {
  const { deps, signal } = run;
  const box = await deps.boxFor(ecosystems, signal);
  const { exportRules } = deps.settings;
  const rules = { ...exportRules, protectedPaths: [...exportRules.protectedPaths, ...protectedPaths] };
  return { ...run, deps: { ...deps, settings: { ...deps.settings, ...box, exportRules: rules } } };
}
