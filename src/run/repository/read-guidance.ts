import { posix } from 'node:path';
import type { GuidanceFile } from '../../agent/prompt/prompt-facts.ts';

type ReadText = (path: string) => Promise<string | null>;

/** Copied into the prompt as it is, so no longer than a person would read. */
const maxCharacters = 8_000;

/**
 * What stands in those of the `candidates` that exist, each text once: a link to one of the others, a file that only names
 * one, and a copy are left out. One that cannot be shown is named, so that the agent can look at it itself.
 */
export async function readGuidance(
  paths: readonly string[],
  candidates: readonly string[],
  readText: ReadText,
): Promise<readonly GuidanceFile[]> {
  const known = new Set(paths);
  const files: GuidanceFile[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates.filter((path) => known.has(path))) {
    const { path, text } = await follow(known, candidate, readText);
    const content = text?.trim() ?? notShown;
    const key = text === null ? path : content;
    if (content === '' || seen.has(path) || seen.has(key)) continue;
    seen.add(path).add(key);
    files.push({ path: candidate, text: cut(content) });
  }
  return files;
}

const notShown = '[Not shown: it is too large, or not text. Look at it yourself.]';

/** Git keeps a link as a file whose text is the path it points to; Claude's files name another with an `@`. One step is followed. */
async function follow(known: ReadonlySet<string>, path: string, readText: ReadText) {
  const text = await readText(path);
  const named = /^@?([\w./-]{1,200})\s*$/.exec(text?.slice(0, 300) ?? '')?.[1];
  const target = named === undefined ? '' : posix.normalize(posix.join(posix.dirname(path), named));
  return known.has(target) && target !== path ? { path: target, text: await readText(target) } : { path, text };
}

function cut(text: string): string {
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters).toWellFormed()}\n[… cut: ${text.length - maxCharacters} more characters]`;
}
