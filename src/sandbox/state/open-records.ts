import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxFault } from '../sandbox.ts';
import { type SandboxRecord, sandboxRecordSchema } from './sandbox-record.ts';

export type RecordsDeps = {
  readonly directory: string;
  readonly now: () => number;
  readonly log: { warn(data: object, message: string): void };
};

/** The records of all sandboxes, one folder each. What was written survives this process at once. */
export type Records = {
  /** As they were when the folder was opened. */
  readonly found: readonly SandboxRecord[];
  /** Sandboxes whose record could not be understood: nothing of them may be taken for a leftover. */
  readonly setAside: ReadonlySet<string>;
  /** Replaces the sandbox's record, atomically; resolves when that survives the machine, too. */
  write(record: SandboxRecord): Promise<void>;
  /** The same for what is worth no wait: it survives the machine a little later. Throws when it cannot be written. */
  note(record: SandboxRecord): void;
  /** Also what was set aside of it. */
  remove(id: string): Promise<void>;
};

/** A record that is damaged, or of another version, is set aside with a warning. */
export async function openRecords(deps: RecordsDeps): Promise<Records> {
  const sandboxes = join(deps.directory, 'sandboxes');
  await mkdir(sandboxes, { recursive: true, mode: 0o700 });
  await mkdir(asideIn(deps), { recursive: true, mode: 0o700 });
  const found: SandboxRecord[] = [];
  for (const id of await readdir(sandboxes)) {
    try {
      found.push(...(await readRecord(join(sandboxes, id), id)));
    } catch (err) {
      await setAside(deps, id, err);
    }
  }
  const folderOf = (id: string) => join(sandboxes, id);
  const later = oneAtATime(async (id) => {
    await makeDurable(folderOf(id)).catch((err) =>
      deps.log.warn({ err, sandbox: id }, 'A record may not outlive a crash'),
    );
  });
  const aside = new Set((await readdir(asideIn(deps))).map(sandboxOf));
  return {
    found,
    setAside: aside,
    async write(record) {
      writeRecord(folderOf(record.id), record);
      await makeDurable(folderOf(record.id));
    },
    note(record) {
      writeRecord(folderOf(record.id), record);
      later(record.id);
    },
    async remove(id) {
      await rm(join(sandboxes, id), { recursive: true, force: true });
      if (aside.delete(id)) await removeAside(deps, id);
    },
  };
}

const asideIn = ({ directory }: RecordsDeps) => join(directory, 'set-aside');

/** The name has the time behind it: there may be several of one sandbox. */
const sandboxOf = (name: string) => name.replace(/\.\d+$/, '');

async function removeAside(deps: RecordsDeps, id: string): Promise<void> {
  const names = (await readdir(asideIn(deps))).filter((name) => sandboxOf(name) === id);
  for (const name of names) await rm(join(asideIn(deps), name), { recursive: true, force: true });
}

/** None when a process ended before it had written the first one: nobody was given that sandbox. */
async function readRecord(folder: string, id: string): Promise<readonly SandboxRecord[]> {
  const text = await readFile(join(folder, 'record.json'), 'utf8').catch(nullWhenMissing);
  if (text === null) {
    await rm(folder, { recursive: true, force: true });
    return [];
  }
  const record = sandboxRecordSchema.parse(JSON.parse(text));
  if (record.id !== id) throw new Error(`it is the record of ${record.id}`);
  return [record];
}

function nullWhenMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

async function setAside(deps: RecordsDeps, id: string, err: unknown): Promise<void> {
  const kept = join(asideIn(deps), `${id}.${deps.now()}`);
  await rename(join(deps.directory, 'sandboxes', id), kept);
  deps.log.warn({ err, sandbox: id, kept }, 'Set aside a sandbox record that could not be understood');
}

/** Written in this turn, not in a later one: a claim from the pool waits for nothing, and a crash loses nothing. */
function writeRecord(folder: string, record: SandboxRecord): void {
  const file = join(folder, 'record.json');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (cause) {
    rmSync(`${file}.new`, { recursive: true, force: true });
    throw cannotWrite(folder, cause);
  }
}

async function makeDurable(folder: string): Promise<void> {
  for (const path of [join(folder, 'record.json'), folder, join(folder, '..')]) {
    try {
      await using handle = await open(path, 'r');
      await handle.sync();
    } catch (cause) {
      // Removed again in the meantime: there is nothing to keep.
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return;
      throw cannotWrite(folder, cause);
    }
  }
}

/** However often it is asked for while it is under way, it is done once more afterwards. */
function oneAtATime(work: (id: string) => Promise<void>): (id: string) => void {
  const underWay = new Map<string, 'once' | 'again'>();
  const run = async (id: string) => {
    underWay.set(id, 'once');
    await work(id);
    if (underWay.get(id) === 'again') return await run(id);
    underWay.delete(id);
  };
  return (id) => {
    if (underWay.has(id)) underWay.set(id, 'again');
    else void run(id);
  };
}

function cannotWrite(folder: string, cause: unknown): SandboxFault {
  const full = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
  return new SandboxFault(`The record of a sandbox could not be written to ${folder}.`, {
    ran: 'no',
    code: full ? 'no-space' : 'failed',
    cause,
    nextAction: full ? 'Free space on that disk.' : 'Let this user write there.',
  });
}
