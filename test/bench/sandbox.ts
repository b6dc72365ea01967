import { writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBurst } from './sandbox/measure-burst.ts';
import { measureClaim } from './sandbox/measure-claim.ts';
import { measureCommand } from './sandbox/measure-command.ts';
import { measureFork } from './sandbox/measure-fork.ts';
import { measureHibernate } from './sandbox/measure-hibernate.ts';
import { measureIdle } from './sandbox/measure-idle.ts';
import { measureTar } from './sandbox/measure-tar.ts';
import { measureThaw } from './sandbox/measure-thaw.ts';
import { printTable } from './sandbox/print-table.ts';
import { type JudgedRow, judgeRow } from './sandbox/row.ts';

/**
 * What a sandbox costs in time, against the docker client doing the same by turns in the same run. Prints a table and writes
 * it with every sample as JSON. `--only claim,fork` measures some of it.
 */
const measures = {
  claim: measureClaim,
  command: measureCommand,
  thaw: measureThaw,
  hibernate: measureHibernate,
  burst: measureBurst,
  fork: measureFork,
  tar: measureTar,
  idle: measureIdle,
};

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } });
const only = values.only?.split(',') ?? Object.keys(measures);
const path = values.json ?? join(tmpdir(), 'bench-sandbox.json');
const rows: JudgedRow[] = [];
const failed: { readonly measure: string; readonly error: string }[] = [];
for (const [name, measure] of Object.entries(measures)) {
  if (!only.includes(name)) continue;
  console.error(`measuring ${name} …`);
  try {
    rows.push(...(await measure()).map(judgeRow));
  } catch (error) {
    // The other figures are worth having all the same.
    failed.push({ measure: name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
const machine = { cpus: cpus().map(({ model }) => model), memoryBytes: totalmem(), node: process.version };
await writeFile(path, JSON.stringify({ at: new Date().toISOString(), machine, rows, failed }, null, 2));
printTable(rows);
for (const { measure, error } of failed) console.error(`\n${measure} could not be measured: ${error}`);
console.error(`\nEvery sample is in ${path}`);
if (failed.length > 0) process.exitCode = 1;
