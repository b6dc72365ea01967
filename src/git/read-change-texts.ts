import type { Change, ChangeEntry } from './change.ts';
import type { GitDeps } from './git-call.ts';
import { localFault } from './local-fault.ts';
import type { Mirror } from './open-mirror.ts';
import { runGit } from './run-git.ts';

/** A changed file as people read it, before and after. */
export type ChangeText = {
  readonly path: string;
  readonly status: ChangeEntry['status'];
  /** `null`: it was not there, is not text, or is too long. */
  readonly before: string | null;
  readonly after: string | null;
};

/** Reads each changed file at the base and in the change. `maxBytes` is for one text. */
export async function readChangeTexts(
  deps: GitDeps,
  source: { readonly mirror: Mirror; readonly change: Change },
  maxBytes: number,
  signal: AbortSignal,
): Promise<readonly ChangeText[]> {
  const texts: ChangeText[] = [];
  for (const entry of source.change.entries) {
    const before =
      entry.status === 'added' ? null : await readBefore(deps, { ...source, path: entry.path }, maxBytes, signal);
    const after = entry.kind === 'write' ? asText(entry.bytes, maxBytes) : null;
    texts.push({ path: entry.path, status: entry.status, before, after });
  }
  return texts;
}

type BaseFile = { readonly mirror: Mirror; readonly change: Change; readonly path: string };

async function readBefore(
  deps: GitDeps,
  file: BaseFile,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | null> {
  const args = ['cat-file', 'blob', `${file.change.baseSha}:${file.path}`];
  const call = { directory: file.mirror.directory, args, maxOutputBytes: maxBytes };
  const result = await runGit(deps, call, signal);
  if (result.isCut) return null;
  if (result.exitCode !== 0) throw localFault(call, result);
  return asText(result.stdout, maxBytes);
}

function asText(bytes: Uint8Array, maxBytes: number): string | null {
  if (bytes.byteLength > maxBytes || bytes.includes(0)) return null;
  const text = Buffer.from(bytes).toString('utf8');
  return text.includes('\u{fffd}') ? null : text;
}
