import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { noSpace } from '../disk/no-space.ts';
import { publishFile } from '../disk/publish-file.ts';

const layerRecord = z.strictObject({
  version: z.literal(2),
  id: z.string().regex(/^[0-9a-f]{64}$/),
  repository: z.string(),
  snapshot: z.string().min(1),
  about: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
});

/** Which snapshot is whose layer, and when it was last of use. */
export type LayerRecord = Readonly<z.infer<typeof layerRecord>>;

/**
 * Written before a snapshot is made, with the snapshots there were: after a crash, what is not among them and in no record
 * is an orphan. `orphans`, once they are known, are destroyed by the next eviction.
 */
const layerIntent = z.union([
  z.strictObject({ before: z.array(z.string()) }),
  z.strictObject({ orphans: z.array(z.string()) }),
]);

export type LayerIntent = Readonly<z.infer<typeof layerIntent>>;

export type LayerRecords = {
  read(id: string): Promise<LayerRecord | null>;
  all(): Promise<readonly LayerRecord[]>;
  write(record: LayerRecord): Promise<void>;
  remove(id: string): Promise<void>;
  intents(): Promise<readonly { readonly id: string; readonly intent: LayerIntent }[]>;
  writeIntent(id: string, intent: LayerIntent): Promise<void>;
  removeIntent(id: string): Promise<void>;
};

export type LayerRecordsDeps = {
  readonly directory: string;
  readonly log: { warn(data: object, message: string): void };
};

/** Files of this directory, each written whole or not at all. One that cannot be read is set aside. */
export async function openLayerRecords(deps: LayerRecordsDeps): Promise<LayerRecords> {
  const { directory } = deps;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of await namesIn(directory, '.partial')) await rm(join(directory, name));
  const record = (id: string) => join(directory, `${id}.json`);
  const intent = (id: string) => join(directory, `${id}.intent`);
  return {
    read: (id) => readParsed(deps, record(id), layerRecord),
    async all() {
      const ids = await idsIn(directory, '.json');
      const records = await Promise.all(ids.map((id) => readParsed(deps, record(id), layerRecord)));
      return records.filter((found) => found !== null);
    },
    write: (layer) => writeWhole(record(layer.id), layer),
    remove: (id) => rm(record(id), { force: true }),
    async intents() {
      const ids = await idsIn(directory, '.intent');
      const intents = await Promise.all(ids.map((id) => readParsed(deps, intent(id), layerIntent)));
      return ids.flatMap((id, index) => {
        const found = intents[index] ?? null;
        return found === null ? [] : [{ id, intent: found }];
      });
    },
    writeIntent: (id, intended) => writeWhole(intent(id), intended),
    removeIntent: (id) => rm(intent(id), { force: true }),
  };
}

async function namesIn(directory: string, ending: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(ending));
}

async function idsIn(directory: string, ending: string): Promise<readonly string[]> {
  return (await namesIn(directory, ending)).map((name) => name.slice(0, -ending.length));
}

async function writeWhole(path: string, data: object): Promise<void> {
  try {
    await writeFile(`${path}.partial`, JSON.stringify(data), { mode: 0o600 });
    await publishFile(`${path}.partial`, path);
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
    throw isFull ? noSpace(dirname(path), 'a record of a prepared workspace could not be written', error) : error;
  }
}

async function readParsed<T>({ log }: LayerRecordsDeps, path: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    await rename(path, `${path}.damaged`);
    log.warn({ err: error, file: `${path}.damaged` }, 'A record of a prepared workspace cannot be read');
    return null;
  }
}
