import { createHash } from 'node:crypto';
import { readRunFile } from '../../store/read-run-file.ts';
import type { Run } from '../run.ts';
import { MAX_ATTEMPTS_TOLD } from './sections-of-attempts.ts';
import { splitPatch } from './split-patch.ts';

export type RepeatingRun = Pick<Run, 'task'> & {
  readonly deps: { readonly settings: Pick<Run['deps']['settings'], 'dataDirectory'> };
  readonly record: Pick<Run['record'], 'id'>;
};

const maxPatchBytes = 16 * 1024 * 1024;

/** A note for people when the change adds and takes away the same lines as one of the attempts it was to differ from. */
export async function findRepetition({ deps, task, record }: RepeatingRun): Promise<readonly string[]> {
  const { dataDirectory } = deps.settings;
  const read = async (runId: string) => {
    const patch = await readRunFile(dataDirectory, { runId, name: 'change.patch', maxBytes: maxPatchBytes });
    return patch === null ? null : digestOfEffect(patch);
  };
  const earlier = task.earlierRuns.slice(-MAX_ATTEMPTS_TOLD);
  const now = earlier.length === 0 ? null : await read(record.id);
  if (now === null) return [];
  const digests = await Promise.all(earlier.map(read));
  const same = earlier.filter((_runId, at) => digests[at] === now);
  if (same.length === 0) return [];
  const runs = same.map((runId) => `\`${runId}\``).join(' and ');
  return [`The change is in effect the same as that of the earlier run ${runs}: the attempt found no other way.`];
}

/** The same for patches that change the same files by the same lines, wherever these stand; `null`: it changes none. */
export function digestOfEffect(patch: string): string | null {
  const files = splitPatch(patch)
    .map(({ path, lines, index }) => [path, ...(lines.length === 0 ? [index] : lines.flatMap(effectOf))])
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1));
  if (files.length === 0) return null;
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}

function effectOf(line: string): readonly string[] {
  const text = line.trimEnd();
  return (text.startsWith('+') || text.startsWith('-')) && text.length > 1 ? [text] : [];
}
