import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readRepositorySettings, settingsPath } from '../environment/settings/read-repository-settings.ts';
import { settingsJsonSchema } from '../environment/settings/settings-json-schema.ts';
import { Fault } from '../errors.ts';
import { describeSettingsProblems } from '../run/preparation/describe-settings-problems.ts';
import { say } from './say.ts';

/** Checks a repository's settings before they are merged; or prints the schema by which an editor can. */
export async function settings(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { schema: { type: 'boolean' } }, allowPositionals: true });
  if (values.schema === true) {
    say(JSON.stringify(settingsJsonSchema(), null, 2));
    return 0;
  }
  const path = positionals[0] ?? settingsPath;
  const reading = readRepositorySettings(await readText(path));
  if (reading.ok) say(`${path} is right. It sets:\n${JSON.stringify(reading.settings, null, 2)}`);
  for (const problem of describeSettingsProblems(reading)) say(problem);
  return reading.ok ? 0 : 1;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault(`${path} could not be read.`, { cause, nextAction: `Name the file, such as ${settingsPath}.` });
  }
}
