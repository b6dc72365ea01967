import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunId, readRunFile } from '../../store/read-run-file.ts';
import { parseJson } from '../parse-json.ts';
import { type EndedRun, endedRunSchema } from './ended-run.ts';

/** A run by its record. */
export type RunOnRecord = {
  readonly runId: string;
  /** Those of its candidates, which are part of it. */
  readonly candidates: readonly string[];
  /** `null`: it goes on, it was interrupted, or what it says of its end cannot be read. */
  readonly ended: EndedRun | null;
};

const filesAtOnce = 64;
const maxBytes = 4 * 1024 * 1024;

/**
 * The runs of a data directory, newest first, whatever repository they were for. The ids sort by time, so that nobody has to keep
 * a list that could be wrong; whoever has seen enough stops, and no further record is opened.
 */
export async function* readRunsBackwards(dataDirectory: string): AsyncGenerator<RunOnRecord> {
  const names = await readdir(join(dataDirectory, 'runs')).catch(noneYet);
  const ids = names
    .filter((name) => ownId.test(name))
    .toSorted()
    .toReversed();
  const candidates = Map.groupBy(
    names.filter((name) => isRunId(name) && !ownId.test(name)),
    (name) => name.slice(0, name.lastIndexOf('-')),
  );
  for (let at = 0; at < ids.length; at += filesAtOnce) {
    const some = ids.slice(at, at + filesAtOnce);
    yield* await Promise.all(
      some.map(async (runId) => ({
        runId,
        candidates: candidates.get(runId) ?? [],
        ended: await readEnd(dataDirectory, runId),
      })),
    );
  }
}

const ownId = /^\d{8}-\d{6}-[0-9a-f]{8}$/;

async function readEnd(dataDirectory: string, runId: string): Promise<EndedRun | null> {
  const text = await readRunFile(dataDirectory, { runId, name: 'run.json', maxBytes });
  return text === null ? null : (endedRunSchema.safeParse(parseJson(text)).data ?? null);
}

function noneYet(error: unknown): readonly string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
