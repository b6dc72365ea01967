import type { Workspace } from '../../sandbox/sandbox.ts';
import { readOutput } from './read-output.ts';
import { shadowEnvironment } from './update-shadow.ts';

/** `text` is `null` for what is no text, or too large to be read. `size` is in bytes. */
export type Blob = { readonly size: number; readonly text: string | null };

const MAX_BLOB_BYTES = 256 * 1024;
const MAX_ALL_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const HEADER_BYTES = 100;

/** The contents of blobs by their ids, which may be there several times. Those that git in the box does not give are missing. */
export async function readBlobs(
  workspace: Workspace,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Blob>> {
  const options = { env: shadowEnvironment(workspace), timeoutMs: TIMEOUT_MS, signal };
  const sizes = await workspace.exec(['git', 'cat-file', '--batch-check'], { ...options, stdin: linesOf(ids) });
  const known = new Map<string, number>();
  for (const [, id = '', size] of sizes.stdout.matchAll(/^([0-9a-f]{40,64}) blob (\d{1,15})$/gm))
    known.set(id, Number(size));
  const wanted = chooseReadable(ids, known);
  const maxBytes = MAX_ALL_BYTES + wanted.length * HEADER_BYTES;
  const output = await readOutput(workspace, ['git', 'cat-file', '--batch'], {
    ...options,
    stdin: linesOf(wanted),
    maxBytes,
  });
  const texts = parseBatch(output ?? Buffer.alloc(0), new Set(wanted));
  return new Map([...known].map(([id, size]) => [id, { size, text: texts.get(id) ?? null }]));
}

function linesOf(ids: readonly string[]): Uint8Array {
  return new TextEncoder().encode(ids.map((id) => `${id}\n`).join(''));
}

/** As many as fit, in order; what is used twice counts twice. */
function chooseReadable(ids: readonly string[], sizes: ReadonlyMap<string, number>): readonly string[] {
  const uses = Map.groupBy(ids, (id) => id);
  let left = MAX_ALL_BYTES;
  return [...sizes].flatMap(([id, size]) => {
    const needed = size * (uses.get(id)?.length ?? 1);
    if (size > MAX_BLOB_BYTES || needed > left) return [];
    left -= needed;
    return [id];
  });
}

/** What `git cat-file --batch` writes: for each blob a line with its id, kind and size, its bytes, and a newline. */
function parseBatch(bytes: Buffer, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\n', at);
    const header = /^([0-9a-f]{40,64}) blob (\d{1,15})$/.exec(bytes.subarray(at, Math.max(at, end)).toString('latin1'));
    if (!header || !wanted.has(header[1] ?? '')) return texts;
    const start = end + 1;
    at = start + Number(header[2]) + 1;
    const text = decode(bytes.subarray(start, at - 1));
    if (text !== null) texts.set(header[1] ?? '', text);
  }
  return texts;
}

function decode(bytes: Uint8Array): string | null {
  if (bytes.subarray(0, 8_000).includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: nothing that could be read as text.
    return null;
  }
}
