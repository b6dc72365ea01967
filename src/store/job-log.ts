import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { placeFile } from './place-file.ts';
import { readJson } from './read-json.ts';

/** `withdrawn`: taken away before it began. `damaged`: cannot be read any more, and waits for somebody to look at it. */
export type JobState = 'waiting' | 'running' | 'ended' | 'withdrawn' | 'damaged';

export type KeptJob = {
  readonly id: string;
  /** When it was added, in milliseconds; no two jobs have the same. */
  readonly at: number;
  /** As it was added, or `null` where the file is no JSON. */
  readonly content: unknown;
};

/**
 * Jobs, each one file that moves between the folders of the states. Every move is one atomic step on disk, so that neither a
 * full disk nor a crash loses a job or works on one twice. One process at a time has it open.
 */
export interface JobLog {
  /** Whether a job with the key was ever added, in whatever state it is now, but for a damaged one. */
  has(key: string): boolean;
  /** As waiting. */
  add(key: string, content: object, now: number): Promise<KeptJob>;
  move(id: string, to: JobState): Promise<void>;
  /** Oldest first; those alone that were added since then. */
  read(state: JobState, since?: number): Promise<readonly KeptJob[]>;
}

type Known = { readonly at: number; readonly state: JobState };

const states = ['waiting', 'running', 'ended', 'withdrawn', 'damaged'] as const;
const fileName = /^(\d{15})-([0-9a-f]{64})\.json$/;

export async function openJobLog(dataDirectory: string): Promise<JobLog> {
  const folder = join(dataDirectory, 'jobs');
  const arriving = join(folder, 'arriving');
  await rm(arriving, { recursive: true, force: true });
  for (const name of ['arriving', ...states]) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  const known = await findKnown(folder);
  let last = Math.max(0, ...known.values().map(({ at }) => at));
  const pathOf = (id: string, { at, state }: Known) =>
    join(folder, state, `${String(at).padStart(15, '0')}-${id}.json`);

  return {
    has: (key) => known.has(idOf(key)),
    async add(key, content, now) {
      const id = idOf(key);
      last = Math.max(last + 1, now);
      const job: Known = { at: last, state: 'waiting' };
      await placeFile(join(arriving, randomUUID()), pathOf(id, job), content);
      known.set(id, job);
      return { id, at: job.at, content };
    },
    async move(id, to) {
      const job = known.get(id);
      if (job === undefined) throw new Error(`There is no job ${id}`);
      await rename(pathOf(id, job), pathOf(id, { ...job, state: to }));
      if (to === 'damaged') known.delete(id);
      else known.set(id, { ...job, state: to });
    },
    async read(state, since = 0) {
      const found = [...known].filter(([, job]) => job.state === state && job.at >= since);
      const jobs = found.map(async ([id, job]) => ({ id, at: job.at, content: await readJson(pathOf(id, job)) }));
      return (await Promise.all(jobs)).toSorted((one, other) => one.at - other.at);
    },
  };
}

/** Keys are whatever their callers make them of; a file is called by what nobody chose. */
function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

async function findKnown(folder: string): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  // A damaged one is nobody's any more, so that the same may come again.
  for (const state of states.filter((one) => one !== 'damaged')) {
    for (const name of await readdir(join(folder, state))) {
      const [, at, id] = fileName.exec(name) ?? [];
      if (at !== undefined && id !== undefined) known.set(id, { at: Number(at), state });
    }
  }
  return known;
}
