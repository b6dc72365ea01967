import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { oneAtATime } from './one-at-a-time.ts';
import { placeFile } from './place-file.ts';

/** Where a document is: names from the outside to the inside, case ignored. */
export type DocumentKey = readonly string[];

/** Documents of one shape, a JSON file each. A crash leaves the old one or the new one, never a part of one. */
export interface Documents<T> {
  read(key: DocumentKey): Promise<T | null>;
  /** Changes to one document happen one after the other, each to what the one before it made. */
  change(key: DocumentKey, change: (before: T | null) => T): Promise<T>;
  remove(key: DocumentKey): Promise<void>;
  /** All below a key. */
  list(below: DocumentKey): Promise<readonly T[]>;
}

export type DocumentStore<T> = {
  readonly folder: string;
  readonly schema: z.ZodType<T>;
  readonly log: Logger;
};

/** One process has the folder at a time. A document that cannot be read is put aside, and there is none from then on. */
export function openDocuments<T>(store: DocumentStore<T>): Documents<T> {
  const inOrder = oneAtATime();
  const pathOf = (key: DocumentKey) => `${join(store.folder, ...key.map(fileName))}.json`;
  return {
    read: (key) => readDocument(store, pathOf(key)),
    change(key, change) {
      const path = pathOf(key);
      return inOrder(path, async () => {
        const after = change(await readDocument(store, path));
        await writeDocument(path, after);
        return after;
      });
    },
    remove: (key) => inOrder(pathOf(key), () => rm(pathOf(key), { force: true })),
    async list(below) {
      const found: T[] = [];
      for (const path of await pathsBelow(join(store.folder, ...below.map(fileName)))) {
        const one = await readDocument(store, path);
        if (one !== null) found.push(one);
      }
      return found;
    },
  };
}

/** Such as GitHub's names, which are not changed but for their case; no other can leave the folder either. */
function fileName(part: string): string {
  return encodeURIComponent(part.toLowerCase()).replace(/^\./, '%2e').replaceAll('*', '%2a');
}

async function readDocument<T>({ schema, log }: DocumentStore<T>, path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(nothingIfMissing);
  if (text === null) return null;
  const read = schema.safeParse(parseJson(text));
  if (read.success) return read.data;
  const aside = `${path}.damaged-${randomUUID()}`;
  await rename(path, aside).catch(nothingIfMissing);
  log.error({ document: path, aside, problem: read.error.message }, 'A document could not be read and was put aside');
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No schema of ours takes it.
    return undefined;
  }
}

async function writeDocument(path: string, document: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await placeFile(`${path}.${randomUUID()}.part`, path, document);
}

async function pathsBelow(folder: string): Promise<readonly string[]> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(nothingIfMissing)) ?? [];
  return entries
    .filter((one) => one.isFile() && one.name.endsWith('.json'))
    .map((one) => join(one.parentPath, one.name));
}

function nothingIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
