import { createHash, randomUUID } from 'node:crypto';
import { access, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Delivery = { readonly id: string; readonly event: string; readonly payload: object };

/**
 * The webhook deliveries that asked for a run, each one file that moves from `waiting` over `running` to `ended`. Every move
 * is one atomic step on disk, so that neither a full disk nor a crash loses a request or works on one twice.
 */
export interface RequestLog {
  /**
   * Writes the delivery down as waiting, and gives the key for `start` and `end`. `null` when its body was taken before:
   * GitHub signs the body alone, so a replay may come under a new id.
   */
  accept(delivery: Delivery): Promise<string | null>;
  start(key: string): Promise<void>;
  end(key: string): Promise<void>;
  /** What an earlier process left, oldest first: `waiting` had not begun, `running` was interrupted. */
  unfinished(state: 'waiting' | 'running'): Promise<readonly UnfinishedDelivery[]>;
}

export type UnfinishedDelivery = { readonly key: string; readonly delivery: { readonly payload?: unknown } };

export async function openRequestLog(dataDirectory: string): Promise<RequestLog> {
  const folder = join(dataDirectory, 'requests');
  const at = (state: 'arriving' | 'waiting' | 'running' | 'ended', key = '') => join(folder, state, key);
  await rm(at('arriving'), { recursive: true, force: true });
  for (const state of ['arriving', 'waiting', 'running', 'ended'] as const) {
    await mkdir(at(state), { recursive: true, mode: 0o700 });
  }
  return {
    async accept(delivery) {
      const key = createHash('sha256').update(JSON.stringify(delivery.payload)).digest('hex');
      const arriving = at('arriving', randomUUID());
      try {
        await writeFile(arriving, JSON.stringify({ at: new Date().toISOString(), ...delivery }), { mode: 0o600 });
        if (!(await linkOnce(arriving, at('waiting', key)))) return null;
        if (!(await exists(at('running', key))) && !(await exists(at('ended', key)))) return key;
        await rm(at('waiting', key));
        return null;
      } finally {
        await rm(arriving, { force: true });
      }
    },
    start: (key) => rename(at('waiting', key), at('running', key)),
    async end(key) {
      const from = (await exists(at('running', key))) ? 'running' : 'waiting';
      await rename(at(from, key), at('ended', key));
    },
    unfinished: (state) => readUnfinished(at(state)),
  };
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readUnfinished(folder: string): Promise<readonly UnfinishedDelivery[]> {
  const read = async (key: string) => {
    const delivery: { readonly at?: unknown; readonly payload?: unknown } = JSON.parse(
      await readFile(join(folder, key), 'utf8'),
    );
    return { key, delivery };
  };
  const found = await Promise.all((await readdir(folder)).map(read));
  return found.toSorted((one, other) => String(one.delivery.at).localeCompare(String(other.delivery.at)));
}
