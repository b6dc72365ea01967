import type { ReadPatch } from './patch.ts';
import { readDiff } from './read-diff.ts';
import { readEnvelope } from './read-envelope.ts';

/**
 * Reads a patch in the envelope it was asked for in, or as a unified diff, and looks past what models put around it: a shell's
 * here-document, a code fence, a missing end, counts that are wrong.
 */
export function readPatch(text: string): ReadPatch {
  const lines = text
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n')
    .split('\n');
  if (lines.some((line) => ENVELOPE.test(line))) return readEnvelope(patchLines(lines));
  if (lines.some((line, at) => isDiffStart(line, lines[at + 1]))) return readDiff(withoutFence(lines));
  return {
    ok: false,
    problem:
      'This is no patch. Write `*** Begin Patch`, then for each file `*** Update File: <path>`, `*** Add File: <path>` or `*** Delete File: <path>` with its lines, then `*** End Patch`.',
  };
}

const ENVELOPE = /^\*\*\* (?:Begin Patch|(?:Add|Update|Delete) File:)/;

function isDiffStart(line: string, next: string | undefined): boolean {
  return line.startsWith('diff --git ') || (line.startsWith('--- ') && next?.startsWith('+++ ') === true);
}

/** What stands between the marks; where one is missing, as far as the patch can reach. */
function patchLines(lines: readonly string[]): readonly string[] {
  const inside: string[] = [];
  let isInside = !lines.some(isBegin);
  for (const line of withoutFence(lines)) {
    if (isBegin(line)) isInside = true;
    else if (isEnd(line)) isInside = false;
    else if (isInside) inside.push(line);
  }
  return inside;
}

function isBegin(line: string): boolean {
  return line.trimEnd() === '*** Begin Patch';
}

function isEnd(line: string): boolean {
  return line.trimEnd() === '*** End Patch';
}

/** Without a here-document's or a fence's last line, and what follows it. */
function withoutFence(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => FENCE.test(line));
  const word = FENCE.exec(lines[start] ?? '')?.[1] ?? '```';
  if (start < 0) return lines;
  const end = lines.findIndex((line, at) => at > start && line.trim() === word);
  return lines.slice(start + 1, end < 0 ? undefined : end);
}

/** `apply_patch <<'EOF'`, or three backticks with or without a language. Unlike a patch's own lines, it has no sign before it. */
const FENCE = /^(?:```\w{0,20}\s{0,8}$|[^\s+\-@*][^\n]{0,200}<<-?\s?['"]?(\w{1,40})['"]?\s{0,8}$)/;
