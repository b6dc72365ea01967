import { open, readFile, truncate } from 'node:fs/promises';
import { Fault } from '../errors.ts';
import { type TrialKey, type TrialResult, trialResult } from './trial-result.ts';

/** What has been found out so far, on disk, one line a trial. A line that is there will not be lost. */
export interface ResultLog {
  /** How many trials have a result. */
  readonly size: number;
  /** The newest result of a trial, or `null`. */
  find(key: TrialKey): TrialResult | null;
  append(result: TrialResult): Promise<void>;
}

/** A last line that was cut when its process was killed is removed. Throws a `Fault` for any other line that makes no sense. */
export async function openResultLog(file: string): Promise<ResultLog> {
  const results = new Map((await readResults(file)).map((result) => [nameOf(result), result]));
  return {
    get size() {
      return results.size;
    },
    find: (key) => results.get(nameOf(key)) ?? null,
    async append(result) {
      await appendLine(file, `${JSON.stringify(result)}\n`);
      results.set(nameOf(result), result);
    },
  };
}

async function readResults(file: string): Promise<readonly TrialResult[]> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return [];
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.byteLength) await truncate(file, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => parseLine(line, `${file}, line ${index + 1}`));
}

function parseLine(line: string, place: string): TrialResult {
  try {
    return trialResult.parse(JSON.parse(line));
  } catch (cause) {
    throw new Fault(`${place} is not a result.`, { cause, nextAction: 'Remove that line, or name another folder.' });
  }
}

async function appendLine(file: string, line: string): Promise<void> {
  await using handle = await open(file, 'a', 0o600);
  await handle.appendFile(line);
  await handle.datasync();
}

function nameOf({ task, harness, model, attempt, digest }: TrialKey): string {
  return JSON.stringify([task, harness, model, attempt, digest]);
}
