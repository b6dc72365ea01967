import { writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from './print-table.ts';
import { type JudgedRow, judgeRow, type Row } from './row.ts';

/** Takes the measures by turns, or those that `--only` names, prints a table, and writes it with every sample as JSON. */
export async function runMeasures(
  name: string,
  measures: Readonly<Record<string, () => Promise<readonly Row[]>>>,
): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } });
  const only = values.only?.split(',') ?? Object.keys(measures);
  const path = values.json ?? join(tmpdir(), `bench-${name}.json`);
  const rows: JudgedRow[] = [];
  const failed: { readonly measure: string; readonly error: string }[] = [];
  for (const [measure, take] of Object.entries(measures)) {
    if (!only.includes(measure)) continue;
    console.error(`measuring ${measure} …`);
    try {
      rows.push(...(await take()).map(judgeRow));
    } catch (error) {
      // The other figures are worth having all the same.
      failed.push({ measure, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  const machine = { cpus: cpus().map(({ model }) => model), memoryBytes: totalmem(), node: process.version };
  await writeFile(path, JSON.stringify({ at: new Date().toISOString(), machine, rows, failed }, null, 2));
  printTable(rows);
  for (const { measure, error } of failed) console.error(`\n${measure} could not be measured: ${error}`);
  console.error(`\nEvery sample is in ${path}`);
  if (failed.length > 0) process.exitCode = 1;
}
