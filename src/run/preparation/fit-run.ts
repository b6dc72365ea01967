import type { PublishPolicy } from '../../environment/repository-settings.ts';
import type { Run } from '../run.ts';
import type { BoxWish } from '../run-deps.ts';

/** The same run, whose boxes from now on are made for its repository, and whose change keeps off what its maintainers protect. */
export async function fitRun(
  run: Run,
  wanted: BoxWish,
  { protectedPaths }: Pick<PublishPolicy, 'protectedPaths'>,
): Promise<Run> {
  const { deps, progress, signal } = run;
  const { notes, ...box } = await deps.boxFor(wanted, signal);
  progress.addNotes(notes);
  const { exportRules } = deps.settings;
  const rules = { ...exportRules, protectedPaths: [...exportRules.protectedPaths, ...protectedPaths] };
  return { ...run, deps: { ...deps, settings: { ...deps.settings, ...box, exportRules: rules } } };
}
