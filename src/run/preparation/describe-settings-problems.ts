import { type SettingsReading, settingsPath } from '../../environment/settings/read-repository-settings.ts';

/** Mistakes in what the maintainers set, each with its line and its cure; nothing in that file counts then. */
export function describeSettingsProblems(reading: SettingsReading): readonly string[] {
  if (reading.ok) return [];
  const problems = reading.problems.map(({ file, line, key, problem, fix }) => {
    const where = key === '' ? `line ${line}` : `line ${line}, ${key}`;
    return `${names[file]}, ${where}: ${problem} ${fix}`;
  });
  const files = [...new Set(reading.problems.map(({ file }) => file))];
  return [...files.map((file) => `${names[file]} has mistakes in it, so nothing it says was used.`), ...problems];
}

const names = {
  own: settingsPath,
  organisation: `${settingsPath} of the organisation's repository .github`,
} as const;
