import {
  MAX_SETTINGS_BYTES,
  readRepositorySettings,
  type SettingsReading,
  settingsPath,
} from '../../environment/settings/read-repository-settings.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { readFile } from '../../git/read-file.ts';
import type { Run } from '../run.ts';

type ReadingRun = Pick<Run, 'signal'> & {
  readonly origin: Pick<Run['origin'], 'readOrganisationSettings'>;
  readonly deps: Pick<Run['deps'], 'git'>;
};

/** What the maintainers set, at the base of the mirror, which has these paths, over what the owner sets for all repositories. */
export async function readSettings(
  { deps, origin, signal }: ReadingRun,
  mirror: Mirror,
  paths: readonly string[],
): Promise<SettingsReading> {
  const { baseSha: sha } = mirror;
  const file = { mirror, sha, path: settingsPath };
  const text = paths.includes(settingsPath)
    ? ((await readFile(deps.git, file, MAX_SETTINGS_BYTES, signal)) ?? unreadable)
    : null;
  return readRepositorySettings(text, await origin.readOrganisationSettings(signal));
}

/** Stands for a file that was not read: longer than any may be, so that it is refused and the maintainers are told. */
const unreadable = '#'.repeat(MAX_SETTINGS_BYTES + 1);
