import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import { listPaths } from './list-paths.ts';
import { localFault } from './local-fault.ts';
import { type Meeting, mergeTip } from './merge-tip.ts';
import { openQuarantine, type Quarantine } from './open-quarantine.ts';
import { type ExportResult, type ExportRules, parseExport } from './parse-export.ts';
import { parseRawDiff } from './raw-diff.ts';
import { runGit } from './run-git.ts';

type Rules = Omit<ExportRules, 'baseSha' | 'basePaths'>;

export type CarriedOver = ExportResult | { readonly kind: 'conflicts'; readonly paths: readonly string[] };

/** The id of an object, its type and its size, before its bytes. */
const headerBytes = 80;

/**
 * The change as it is on a later commit of its base: what differs from there once both are put together, and nothing the base did
 * by itself. It is written down as an exporter would and read by the same rules as what came out of a sandbox, since a merge makes
 * files that nobody has judged.
 */
export async function carryOver(
  deps: GitDeps,
  meeting: Meeting,
  rules: Rules,
  signal: AbortSignal,
): Promise<CarriedOver> {
  const { mirror, tip } = meeting;
  await using quarantine = await openQuarantine(deps, mirror);
  const merged = await mergeTip(deps, meeting, quarantine, signal);
  if (merged.kind === 'conflicts') return { kind: merged.kind, paths: merged.paths };
  const written = await writeDown(deps, { ...meeting, tree: merged.tree, quarantine, rules }, signal);
  const basePaths = await listPaths(deps, mirror, tip, signal);
  return await parseExport(ReadableStream.from(written), { ...rules, baseSha: tip, basePaths });
}

type Writing = Meeting & { readonly tree: string; readonly quarantine: Quarantine; readonly rules: Rules };

async function writeDown(
  deps: GitDeps,
  { mirror, tip, tree, quarantine, rules }: Writing,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const { directory } = mirror;
  const { env } = quarantine;
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', tip, tree];
  const diff = await askGit(deps, { directory, env, args }, signal);
  const ids = (parseRawDiff(diff) ?? []).filter(({ status }) => status !== 'D').map(({ newId }) => newId);
  const call = {
    directory,
    env,
    args: ['cat-file', '--batch'],
    input: Buffer.from(ids.map((id) => `${id}\n`).join('')),
    // What is longer is cut, and refused for its size before its end is missed.
    maxOutputBytes: rules.maxTotalBytes + ids.length * headerBytes,
  };
  const blobs = await runGit(deps, call, signal);
  if (blobs.exitCode !== 0 && !blobs.isCut) throw localFault(call, blobs);
  return [Buffer.from(`sandpiper-export 1 diff ${diff.length}\n`), diff, blobs.stdout];
}
