import { createHash } from 'node:crypto';
import type { ExportRules } from '../../src/git/parse-export.ts';

/** One entry of an export as an exporter, honest or not, would write it. */
export type StreamEntry = {
  readonly path: string | Uint8Array;
  readonly status?: string;
  readonly oldMode?: string;
  readonly newMode?: string;
  readonly contents?: string | Uint8Array;
  /** Written in the place of the true id. */
  readonly id?: string;
};

const noId = '0'.repeat(40);

export const exportRules = (differences: Partial<ExportRules> = {}): ExportRules => ({
  baseSha: 'b'.repeat(40),
  basePaths: [],
  maxFiles: 10,
  maxFileBytes: 1000,
  maxTotalBytes: 2000,
  protectedPaths: [],
  ...differences,
});

export function exportStream(entries: readonly StreamEntry[]): Buffer {
  const diff = Buffer.concat(entries.map(rawEntry));
  const blobs = entries.filter(({ status }) => status !== 'D').map(blob);
  return Buffer.concat([Buffer.from(`sandpiper-export 1 diff ${diff.byteLength}\n`), diff, ...blobs]);
}

/** The bytes in pieces, as a pipe would deliver them. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

function rawEntry(entry: StreamEntry): Buffer {
  const status = entry.status ?? 'A';
  const isDeleted = status === 'D';
  const oldMode = entry.oldMode ?? (status === 'A' ? '000000' : '100644');
  const newMode = entry.newMode ?? (isDeleted ? '000000' : '100644');
  const oldId = status === 'A' ? noId : 'a'.repeat(40);
  const head = `:${oldMode} ${newMode} ${oldId} ${isDeleted ? noId : idOf(entry)} ${status}\0`;
  return Buffer.concat([Buffer.from(head), Buffer.from(entry.path), Buffer.from('\0')]);
}

function blob(entry: StreamEntry): Buffer {
  const contents = Buffer.from(entry.contents ?? 'text\n');
  return Buffer.concat([Buffer.from(`${idOf(entry)} blob ${contents.byteLength}\n`), contents, Buffer.from('\n')]);
}

function idOf(entry: StreamEntry): string {
  if (entry.id !== undefined) return entry.id;
  const contents = Buffer.from(entry.contents ?? 'text\n');
  return createHash('sha1').update(`blob ${contents.byteLength}\0`).update(contents).digest('hex');
}
