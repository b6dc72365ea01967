import { createHash } from 'node:crypto';
import { type ByteReader, byteReader } from './byte-reader.ts';
import type { Change, ChangeEntry, Refusal } from './change.ts';
import { GitFault } from './git-fault.ts';
import { type JudgedEntry, judgeEntries, type WriteEntry } from './judge-entries.ts';
import { quoteGit } from './quote-git.ts';
import { parseRawDiff } from './raw-diff.ts';

export type ExportRules = {
  /** The commit whose bundle the exporter was given. */
  readonly baseSha: string;
  /** Every path of that commit, from `listPaths`: a new name must not be mistaken for one of them. */
  readonly basePaths: readonly string[];
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
  /** Of a file that is no text, where that is less; nobody can review one. Without it they are files like others. */
  readonly maxBinaryBytes?: number;
  /** Patterns as in `protected-paths.ts`. */
  readonly protectedPaths: readonly string[];
};

export type ExportResult =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

const maxComplaintBytes = 2000;
/** A path longer than any that is accepted, and what stands before it. */
const roomPerEntry = 512;
const roomForOneHugePath = 64 * 1024;
/** Where a refusal is not about one path. */
const everything = '.';

/**
 * Reads what `exportScript` wrote. The stream is hostile: what breaks the format by one byte is a `corrupt` `GitFault`, what
 * keeps the format and breaks a rule is refused, and no more is held in memory than the rules allow.
 */
export async function parseExport(stream: AsyncIterable<Uint8Array>, rules: ExportRules): Promise<ExportResult> {
  await using reader = byteReader(stream);
  const [, kind, digits] = /^sandpiper-export 1 (diff|failed) (\d{1,12})$/.exec((await reader.line(64)) ?? '') ?? [];
  if (kind === undefined) throw broken(reader, 'it does not begin as it must');
  const size = Number(digits);
  return kind === 'failed' ? await readComplaint(reader, size) : await readChange(reader, size, rules);
}

async function readComplaint(reader: ByteReader, size: number): Promise<ExportResult> {
  const words = size <= maxComplaintBytes ? await reader.take(size) : null;
  if (words === null || !(await reader.atEnd())) throw broken(reader, 'its error message is not as long as it says');
  const reason = quoteGit(words.toString('utf8'), []) || 'it gave no reason';
  return refusedAll(`the workspace could not be read: ${reason}`);
}

async function readChange(reader: ByteReader, size: number, rules: ExportRules): Promise<ExportResult> {
  if (size > rules.maxFiles * roomPerEntry + roomForOneHugePath) return tooManyFiles(rules);
  const bytes = await reader.take(size);
  const raw = bytes === null ? null : parseRawDiff(bytes);
  if (raw === null) throw broken(reader, 'its list of files cannot be read');
  if (raw.length > rules.maxFiles) return tooManyFiles(rules);
  const judged = judgeEntries(raw, rules);
  if (judged === null) throw corrupt('its list of files contradicts itself');
  if (judged.refusals.length > 0) return { kind: 'refused', refusals: judged.refusals };
  const outcome = await readEntries(reader, judged.entries, rules);
  if ('refusal' in outcome) return { kind: 'refused', refusals: [outcome.refusal] };
  if (!(await reader.atEnd())) throw corrupt('it goes on after its end');
  if (outcome.entries.length === 0) return { kind: 'empty' };
  return { kind: 'change', change: { baseSha: rules.baseSha, entries: outcome.entries } };
}

type Entries = { readonly entries: readonly ChangeEntry[] } | { readonly refusal: Refusal };

async function readEntries(reader: ByteReader, judged: readonly JudgedEntry[], rules: ExportRules): Promise<Entries> {
  const entries: ChangeEntry[] = [];
  let totalBytes = 0;
  for (const entry of judged) {
    if (entry.kind === 'delete') {
      entries.push(entry);
      continue;
    }
    const size = await readBlobSize(reader, entry);
    totalBytes += size;
    const reason = tooLarge(size, totalBytes, rules);
    if (reason !== null) return { refusal: { path: entry.path, reason } };
    const bytes = await readBlob(reader, entry, size);
    const refused = unwanted(entry.path, bytes, rules);
    if (refused !== null) return { refusal: { path: entry.path, reason: refused } };
    entries.push({ ...entry, bytes });
  }
  return { entries };
}

async function readBlobSize(reader: ByteReader, entry: WriteEntry): Promise<number> {
  const [, id, digits] = /^([0-9a-f]{40}) blob (\d{1,15})$/.exec((await reader.line(80)) ?? '') ?? [];
  if (id !== entry.blob) throw broken(reader, `the contents of ${entry.path} are missing`);
  return Number(digits);
}

async function readBlob(reader: ByteReader, entry: WriteEntry, size: number): Promise<Uint8Array> {
  const framed = await reader.take(size + 1);
  if (framed?.at(-1) !== 0x0a) throw broken(reader, `${entry.path} is not as long as it says`);
  const bytes = framed.subarray(0, size);
  const id = createHash('sha1').update(`blob ${size}\0`).update(bytes).digest('hex');
  if (id !== entry.blob) throw corrupt(`${entry.path} is not what its id says`);
  return bytes;
}

function unwanted(path: string, bytes: Uint8Array, { maxBinaryBytes = Number.POSITIVE_INFINITY }: ExportRules) {
  if (isHeadOfRepository(path, bytes)) return 'it makes its folder a repository';
  const size = bytes.byteLength;
  if (size <= maxBinaryBytes || !isBinary(bytes)) return null;
  return `it is binary and has ${size} bytes; at most ${maxBinaryBytes} of what is no text are accepted`;
}

/** By git's own rule. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** A folder with such a file can be a bare repository, whose settings git obeys when it is run inside. */
function isHeadOfRepository(path: string, bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 40)).toString('latin1');
  return /(^|\/)head$/i.test(path) && /^(ref:|[0-9a-f]{40})/i.test(start);
}

function tooLarge(size: number, totalBytes: number, rules: ExportRules): string | null {
  if (size > rules.maxFileBytes) return `it has ${size} bytes; at most ${rules.maxFileBytes} are accepted`;
  if (totalBytes > rules.maxTotalBytes) return `with it the change has more than ${rules.maxTotalBytes} bytes`;
  return null;
}

function tooManyFiles(rules: ExportRules): ExportResult {
  return refusedAll(`the change touches more than ${rules.maxFiles} files`);
}

function refusedAll(reason: string): ExportResult {
  return { kind: 'refused', refusals: [{ path: everything, reason }] };
}

/** An exporter that died says nothing wrong, but too little. */
function broken(reader: ByteReader, reason: string): GitFault {
  return corrupt(reader.hasEnded() ? 'it ended early' : reason);
}

function corrupt(reason: string): GitFault {
  return new GitFault('corrupt', `The change that came out of the sandbox cannot be trusted: ${reason}.`, {
    nextAction: 'Start the run again. If it happens again, something in the sandbox is forging its output.',
  });
}
