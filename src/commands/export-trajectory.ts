import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exportRun } from '../run/recording/export-run.ts';
import { Misuse } from './command.ts';
import { runDirectory } from './run-directory.ts';
import { say } from './say.ts';

/** Prints a run's trajectory in a format that other tools read, or writes it to a file. */
export async function exportTrajectory(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { format: { type: 'string', default: 'atif' }, out: { type: 'string' } },
  });
  if (values.format !== 'atif') throw new Misuse(`There is no format ${values.format}; the one there is, is atif.`);
  const text = await exportRun(await runDirectory(positionals[0]), values.format);
  if (values.out === undefined) {
    process.stdout.write(text);
    return 0;
  }
  await writeFile(values.out, text);
  say(`Written to ${values.out}.`);
  return 0;
}
