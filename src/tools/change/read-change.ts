import type { Workspace } from '../../sandbox/sandbox.ts';
import type { ChangedFile } from '../changed-file.ts';
import { cutMiddle } from '../cut-middle.ts';
import { parseRawDiff, type RawEntry } from './parse-raw-diff.ts';
import { type Blob, readBlobs } from './read-blobs.ts';
import { shadowEnvironment, updateShadow } from './update-shadow.ts';

/** What differs from the commit the work began at. */
export type Change =
  | {
      readonly kind: 'known';
      /** The digest that `hashTree` gives. */
      readonly tree: string;
      readonly files: readonly ChangedFile[];
      /** How many more have changed than are in `files`. */
      readonly omittedFiles: number;
      /** For reading, cut in its middle. */
      readonly diff: string;
      /** What `git diff --check` says, without the lines themselves. */
      readonly whitespace: readonly string[];
    }
  /** Git in the box gave no answer. */
  | { readonly kind: 'unknown'; readonly why: string };

const MAX_FILES = 100;
const SHADOW_TIMEOUT_MS = 60_000;
const LIMITS = { timeoutMs: 60_000, maxBytes: 128 * 1024 };
const SHOWN = { head: 16_000, tail: 8_000 };
/** No program of the box and no rename that hides what became of a file. */
const PLAIN = ['--cached', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames'];

/**
 * Asks git in the box what was changed. The model may have bent that git, so this is for the model alone; what is published is
 * computed elsewhere. Links are not followed: one is no text. Throws `SandboxFault` when the box fails.
 */
export async function readChange(workspace: Workspace, signal: AbortSignal): Promise<Change> {
  const shadow = await updateShadow(workspace, SHADOW_TIMEOUT_MS, signal);
  if (!shadow.ok) return { kind: 'unknown', why: shadow.why };
  const { base, tree } = shadow;
  const options = { ...LIMITS, env: shadowEnvironment(workspace), signal };
  const raw = await workspace.exec(
    ['git', 'diff-index', '-z', '--raw', '--numstat', '--no-abbrev', ...PLAIN, base],
    options,
  );
  if (!raw.ok) return { kind: 'unknown', why: raw.stderr.slice(0, 500) };
  const entries = parseRawDiff(raw.stdout);
  if (entries.length === 0) return { kind: 'known', tree, files: [], omittedFiles: 0, diff: '', whitespace: [] };
  const shown = await workspace.exec(['git', '--no-pager', 'diff', ...PLAIN, base], options);
  const check = await workspace.exec(
    ['git', '-c', `core.whitespace=${DAMAGE}`, '--no-pager', 'diff', '--check', ...PLAIN, base],
    options,
  );
  const first = entries.slice(0, MAX_FILES);
  const blobs = await readBlobs(workspace, idsOf(first), signal);
  return {
    kind: 'known',
    tree,
    files: first.map((entry) => toChangedFile(entry, blobs)),
    omittedFiles: entries.length - first.length,
    diff: cutMiddle(shown.stdout, SHOWN, 'view the files for the rest'),
    whitespace: parseCheck(check.stdout),
  };
}

/** Line ends of other systems are no damage, nor is a blank line at the end. */
const DAMAGE = 'blank-at-eol,-blank-at-eof,space-before-tab,cr-at-eol';

function idsOf(entries: readonly RawEntry[]): readonly string[] {
  const sides = entries.flatMap(({ before, after }) => [before, after]);
  return sides.flatMap((side) => (side?.isFile ? [side.id] : []));
}

function toChangedFile(
  { path, status, before, after, isText }: RawEntry,
  blobs: ReadonlyMap<string, Blob>,
): ChangedFile {
  const was = before?.isFile ? blobs.get(before.id) : undefined;
  const is = after?.isFile ? blobs.get(after.id) : undefined;
  return { path, before: was?.text ?? null, after: is?.text ?? null, status, size: is?.size ?? 0, isText };
}

function parseCheck(output: string): readonly string[] {
  const found = output.matchAll(
    /^([^+\n][^\n]{0,999}:\d{1,9}: (?:trailing whitespace|space before tab in indent))\.$/gm,
  );
  return [...found].map((match) => match[1] ?? '');
}
