import type { Workspace } from '../../sandbox/sandbox.ts';
import type { SomeLines } from './show-lines.ts';

const PIECE_BYTES = 1024 * 1024;
/** What lies behind is not looked for. */
const MAX_READ_BYTES = 64 * 1024 * 1024;
/** Of each line no more is kept; much less is shown. */
const MAX_LINE_BYTES = 64 * 1024;
const MAX_KEPT_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** Lines of a large file, piece by piece: the box sends all of it up to a limit, but no more than a piece is held at once. */
export async function readLines(
  workspace: Workspace,
  path: string,
  range: { readonly start: number; readonly end: number },
): Promise<SomeLines> {
  const reading = beginReading(range);
  for (let start = 0; start < MAX_READ_BYTES; start += PIECE_BYTES) {
    const span = { start, end: start + PIECE_BYTES };
    const piece = await workspace.files.read(path, { maxBytes: PIECE_BYTES, range: span });
    if (piece === null || piece.byteLength === 0) return finish(reading, true);
    if (start === 0 && piece.subarray(0, 8_000).includes(0)) return await describeBinary(workspace, path);
    take(reading, piece);
    if (piece.byteLength < PIECE_BYTES) return finish(reading, true);
  }
  return finish(reading, false);
}

async function describeBinary(workspace: Workspace, path: string): Promise<SomeLines> {
  const stat = await workspace.files.stat(path);
  return { kind: 'binary', size: stat?.size ?? 0 };
}

type Reading = {
  readonly range: { readonly start: number; readonly end: number };
  readonly lines: string[];
  /** Complete lines so far. */
  total: number;
  /** Of the line that is not complete. */
  open: Uint8Array[];
  openBytes: number;
  hasOpen: boolean;
  keptBytes: number;
};

function beginReading(range: Reading['range']): Reading {
  return { range, lines: [], total: 0, open: [], openBytes: 0, hasOpen: false, keptBytes: 0 };
}

function take(reading: Reading, piece: Uint8Array): void {
  let at = 0;
  for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, at)) {
    keep(reading, piece.subarray(at, end));
    close(reading);
    at = end + 1;
  }
  if (at < piece.byteLength) keep(reading, piece.subarray(at));
}

function keep(reading: Reading, bytes: Uint8Array): void {
  reading.hasOpen = true;
  const line = reading.total + 1;
  const room = Math.min(MAX_LINE_BYTES - reading.openBytes, MAX_KEPT_BYTES - reading.keptBytes);
  if (line < reading.range.start || line > reading.range.end || room <= 0) return;
  const kept = bytes.slice(0, room);
  reading.open.push(kept);
  reading.openBytes += kept.byteLength;
  reading.keptBytes += kept.byteLength;
}

function close(reading: Reading): void {
  reading.total += 1;
  const isWanted = reading.total >= reading.range.start && reading.total <= reading.range.end;
  const isNext = isWanted && reading.lines.length === reading.total - reading.range.start;
  if (isNext && reading.keptBytes < MAX_KEPT_BYTES) {
    reading.lines.push(Buffer.concat(reading.open).toString().replace(/\r$/, ''));
  }
  reading.open = [];
  reading.openBytes = 0;
  reading.hasOpen = false;
}

function finish(reading: Reading, isTotal: boolean): SomeLines {
  if (reading.hasOpen) close(reading);
  return { kind: 'text', lines: reading.lines, total: reading.total, isTotal };
}
