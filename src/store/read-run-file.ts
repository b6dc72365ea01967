import { open } from 'node:fs/promises';
import { join } from 'node:path';

export type RunFile = { readonly runId: string; readonly name: string; readonly maxBytes: number };

/** The text of a file of a run's record; `null` when there is none, when it is longer than that, or when the id is none of ours. */
export async function readRunFile(dataDirectory: string, { runId, name, maxBytes }: RunFile): Promise<string | null> {
  if (!isRunId(runId)) return null;
  try {
    await using file = await open(join(dataDirectory, 'runs', runId, name));
    const { size } = await file.stat();
    return size > maxBytes ? null : await file.readFile('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

/** As `newRunId` makes them, or of a candidate of such a run. Whatever else is asked for names no record. */
export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-f]{8}(?:-c\d{1,2})?$/.test(text);
}
