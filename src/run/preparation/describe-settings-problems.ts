import { type SettingsReading, settingsPath } from '../../environment/settings/read-repository-settings.ts';

/** Mistakes in what the maintainers set, each with its line and its cure; nothing in that file counts then. */
export function describeSettingsProblems(reading: SettingsReading): readonly string[] {
  if (reading.ok) return [];
  const problems = reading.problems.map(({ line, key, problem, fix }) => {
    const where = key === '' ? `line ${line}` : `line ${line}, ${key}`;
    return `${settingsPath}, ${where}: ${problem} ${fix}`;
  });
  return [`${settingsPath} has mistakes in it, so nothing it says was used.`, ...problems];
}
