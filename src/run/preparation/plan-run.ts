import { checkoutOf } from '../../environment/checkout.ts';
import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import { planEnvironment } from '../../environment/plan-environment.ts';
import type { RepositorySettings } from '../../environment/repository-settings.ts';
import { type SettingsReading, settingsPath } from '../../environment/settings/read-repository-settings.ts';
import { Fault } from '../../errors.ts';
import { listPaths } from '../../git/list-paths.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { readFile } from '../../git/read-file.ts';
import type { Run } from '../run.ts';
import type { RunSettings } from '../run-deps.ts';
import { readSettings } from './read-settings.ts';

export type RunPlan = {
  readonly plan: EnvironmentPlan;
  /** What the maintainers set, and what is wrong with what they set. */
  readonly settings: SettingsReading;
};

type PlanningRun = Pick<Run, 'signal'> & {
  readonly origin: Pick<Run['origin'], 'readOrganisationSettings'>;
  readonly deps: Pick<Run['deps'], 'git'> & { readonly settings: Pick<RunSettings, 'commands'> };
};

const maxManifestBytes = 1024 * 1024;

/**
 * How the repository is prepared and tested, from its base commit in the host's own mirror: no box has a say in it, and a change
 * cannot alter what it is judged by. Throws `Fault` when nothing says how it is tested.
 */
export async function planRun(run: PlanningRun, mirror: Mirror): Promise<RunPlan> {
  const { deps, signal } = run;
  const paths = await listPaths(deps.git, mirror, mirror.baseSha, signal);
  const settings = await readSettings(run, mirror, paths);
  const checkout = checkoutOf(paths, (path) =>
    readFile(deps.git, { mirror, sha: mirror.baseSha, path }, maxManifestBytes, signal),
  );
  const planned = await planEnvironment(checkout, override(settings.settings, deps.settings.commands));
  if (planned.kind === 'planned') return { plan: planned.plan, settings };
  throw noTest(planned.reason, settings);
}

/** What whoever started the run says goes before what the repository says. */
function override(settings: RepositorySettings, commands: RunSettings['commands']): RepositorySettings {
  if (commands === null) return settings;
  return { ...settings, commands: { ...settings.commands, ...commands } };
}

function noTest(reason: string, settings: SettingsReading): Fault {
  const wrong = settings.ok ? '' : ` ${settingsPath} is not used, because it has mistakes in it.`;
  return new Fault(`How to test this repository is not known. ${reason}${wrong}`, {
    nextAction: `Name the command in ${settingsPath}, under \`commands\` and there \`test\`.`,
  });
}
