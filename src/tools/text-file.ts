import type { FileStat, Workspace } from '../sandbox/sandbox.ts';

/** A text with what must survive an edit of it. `text` has LF line ends unless the file mixes them. */
export type TextFile = {
  readonly text: string;
  readonly hasBom: boolean;
  readonly lineEnd: '\n' | '\r\n' | 'mixed';
};

export type FoundFile = { readonly path: string } & (
  | ({ readonly kind: 'text'; readonly mode: number; readonly version: string } & TextFile)
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory' | 'symlink' | 'special' }
  | { readonly kind: 'binary' | 'too-large'; readonly size: number; readonly version: string }
);

/** No larger file is read or made. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** Follows no link: `symlink` says that the path is one, or leads through one, which is then the path that comes back. */
export async function readTextFile(workspace: Workspace, path: string): Promise<FoundFile> {
  const link = await findLink(workspace, path);
  if (link !== null) return { path: link, kind: 'symlink' };
  const stat = await workspace.files.stat(path);
  if (stat === null) return { path, kind: 'missing' };
  if (stat.kind === 'other') return { path, kind: 'special' };
  if (stat.kind !== 'file') return { path, kind: stat.kind };
  return await readFile(workspace, path, stat);
}

/** Like `readTextFile`; understands a path copied from a diff, with `a/` or `b/` before it, where nothing has that name. */
export async function findTextFile(workspace: Workspace, path: string): Promise<FoundFile> {
  const file = await readTextFile(workspace, path);
  if (file.kind !== 'missing' || !/^[ab]\/./.test(path)) return file;
  const meant = await readTextFile(workspace, path.slice(2));
  return meant.kind === 'missing' ? file : meant;
}

/** The bytes of `text` in the form of the file it came from. */
export function encodeLike(file: TextFile, text: string): string {
  const lines = file.lineEnd === '\r\n' ? text.replaceAll('\n', '\r\n') : text;
  return file.hasBom ? BOM + lines : lines;
}

/** The folder on the way to a file in the workspace that is a link, and may lead out of it. */
async function findLink(workspace: Workspace, path: string): Promise<string | null> {
  if (path.startsWith('/')) return null;
  const parts = path.split('/').slice(0, -1);
  for (const at of parts.keys()) {
    const folder = parts.slice(0, at + 1).join('/');
    const stat = await workspace.files.stat(folder);
    if (stat === null) return null;
    if (stat.kind === 'symlink') return folder;
  }
  return null;
}

async function readFile(workspace: Workspace, path: string, stat: FileStat): Promise<FoundFile> {
  const { version, mode } = stat;
  if (stat.size > MAX_FILE_BYTES) return { path, kind: 'too-large', size: stat.size, version };
  const bytes = await workspace.files.read(path, { maxBytes: MAX_FILE_BYTES });
  if (bytes === null) return { path, kind: 'missing' };
  const file = decodeText(bytes);
  if (file === null) return { path, kind: 'binary', size: bytes.byteLength, version };
  return { path, kind: 'text', mode, version, ...file };
}

const BOM = '\ufeff';

/** `null` for what is no text, or none in UTF-8. */
export function decodeText(bytes: Uint8Array): TextFile | null {
  if (bytes.subarray(0, 8_000).includes(0)) return null;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const hasBom = decoded.startsWith(BOM);
    const text = hasBom ? decoded.slice(1) : decoded;
    const lineEnd = lineEndOf(text);
    return { text: lineEnd === '\r\n' ? text.replaceAll('\r\n', '\n') : text, hasBom, lineEnd };
  } catch {
    // Not UTF-8: binary as far as editing goes.
    return null;
  }
}

function lineEndOf(text: string): TextFile['lineEnd'] {
  if (!text.includes('\r\n')) return '\n';
  return text.replaceAll('\r\n', '').includes('\n') ? 'mixed' : '\r\n';
}
