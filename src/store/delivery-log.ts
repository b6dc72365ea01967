import { createHash, randomUUID } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { placeFile } from './place-file.ts';
import { readJson } from './read-json.ts';

/** A webhook as it came: GitHub's id for it, the name of its event, and what it says. */
export type Delivery = { readonly id: string; readonly name: string; readonly payload: object };

/**
 * Deliveries that ask for something: each a file until what it asks for was carried out, and then a line, so that it never
 * counts again. One process at a time has it open.
 */
export interface DeliveryLog {
  /**
   * Writes it down, and gives the key that stands for its content. `null` when it was taken before, by its id or by its body:
   * GitHub signs the body alone, so a replay may come under a new id.
   */
  take(delivery: Delivery): Promise<string | null>;
  /** It was carried out. */
  end(key: string): Promise<void>;
  /** Puts away what cannot be read, for somebody to look at. */
  setAside(key: string): Promise<void>;
  /** What was taken and not carried out, oldest first; `null` where the file is no JSON. */
  unfinished(): Promise<readonly { readonly key: string; readonly delivery: unknown }[]>;
}

type Marks = { readonly body: string; readonly id: string };

const fileName = /^(\d{15})-([0-9a-f]{64})-([0-9a-f]{32})\.json$/;
const line = /^([0-9a-f]{64}) ([0-9a-f]{32})$/gm;

export async function openDeliveryLog(dataDirectory: string, now: () => number = Date.now): Promise<DeliveryLog> {
  const folder = join(dataDirectory, 'deliveries');
  const at = (name: 'arriving' | 'taken' | 'damaged' | 'carried-out') => join(folder, name);
  await rm(at('arriving'), { recursive: true, force: true });
  for (const name of ['arriving', 'taken', 'damaged'] as const) {
    await mkdir(at(name), { recursive: true, mode: 0o700 });
  }
  const seen = new Set<string>();
  for (const [, body, id] of (await readIfThere(at('carried-out'))).matchAll(line)) seen.add(`${body}`).add(`${id}`);
  await dropCarriedOut(at('taken'), seen);
  const files = await findTaken(at('taken'));
  for (const [body, { id }] of files) seen.add(body).add(id);
  const arriving = new Map<string, Promise<void>>();
  let last = 0;

  const write = async ({ body, id }: Marks, delivery: Delivery) => {
    last = Math.max(last + 1, now());
    const name = `${String(last).padStart(15, '0')}-${body}-${id}.json`;
    await placeFile(join(at('arriving'), randomUUID()), join(at('taken'), name), delivery);
    files.set(body, { name, id });
    seen.add(body).add(id);
  };
  const fileOf = (key: string) => {
    const file = files.get(key);
    if (file === undefined) throw new Error(`There is no delivery ${key}`);
    return file;
  };
  return {
    async take(delivery) {
      const marks = marksOf(delivery);
      if (seen.has(marks.body) || seen.has(marks.id)) return null;
      // One that comes twice at once is as safe as the first of the two, and fails with it.
      const first = arriving.get(marks.body) ?? arriving.get(marks.id);
      if (first !== undefined) return await first.then(() => null);
      const written = write(marks, delivery);
      for (const mark of [marks.body, marks.id]) arriving.set(mark, written);
      try {
        await written;
        return marks.body;
      } finally {
        for (const mark of [marks.body, marks.id]) arriving.delete(mark);
      }
    },
    async end(key) {
      const { name, id } = fileOf(key);
      // A line that a crash cut off must not swallow the next one.
      await appendFile(at('carried-out'), `\n${key} ${id}\n`, { mode: 0o600 });
      await rm(join(at('taken'), name), { force: true });
      files.delete(key);
    },
    async setAside(key) {
      const { name } = fileOf(key);
      await rename(join(at('taken'), name), join(at('damaged'), name));
      files.delete(key);
    },
    async unfinished() {
      const inOrder = [...files].toSorted(([, one], [, other]) => one.name.localeCompare(other.name));
      const read = async ([key, { name }]: (typeof inOrder)[number]) => {
        return { key, delivery: await readJson(join(at('taken'), name)) };
      };
      return await Promise.all(inOrder.map(read));
    },
  };
}

function marksOf({ id, payload }: Delivery): Marks {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  return { body: digest(JSON.stringify(payload)), id: digest(id).slice(0, 32) };
}

async function findTaken(folder: string): Promise<Map<string, { readonly name: string; readonly id: string }>> {
  const found = (await readdir(folder)).map((name) => fileName.exec(name)).filter((match) => match !== null);
  return new Map(found.map(([name, , body = '', id = '']) => [body, { name, id }]));
}

/** What a crash left between the line and the file. */
async function dropCarriedOut(folder: string, carriedOut: ReadonlySet<string>): Promise<void> {
  for (const [body, { name }] of await findTaken(folder)) {
    if (carriedOut.has(body)) await rm(join(folder, name));
  }
}

function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
}
