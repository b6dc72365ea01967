import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFile } from '../../store/check-file.ts';
import { digestOf } from '../../store/digest-of.ts';
import { chainStart } from '../../store/record-event.ts';
import type { RecordContent } from './read-content.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';
import { printStatement, statementFile, stateRun } from './state-run.ts';

/** Whether the statement beside the record is the one that the record makes. */
export async function checkStatement(
  directory: string,
  { events, hashes }: Pick<RecordContent, 'events' | 'hashes'>,
): Promise<LinkFinding> {
  const statement = stateRun(events, { seq: hashes.length, hash: hashes.at(-1) ?? chainStart });
  if (statement === null) return await checkNone(directory);
  const why = await checkFile(directory, digestOf(statementFile, Buffer.from(printStatement(statement))));
  if (why !== null) return broken(`The record makes another statement than the one beside it: ${why}.`);
  return holds(`${statementFile} is what the record makes of itself.`);
}

async function checkNone(directory: string): Promise<LinkFinding> {
  const found = await lstat(join(directory, statementFile)).catch(() => null);
  if (found === null) return holds('The run made no commit, and nothing is stated about one.');
  return broken(`There is a ${statementFile}, and the run made no commit to state anything of.`);
}
