import type { FilePatch, ReadPatch } from './patch.ts';
import { readChunks } from './read-chunks.ts';

const HEADER = /^\*\*\* (Add|Update|Delete) File: ?(.{1,1024})$/;
const MOVE = /^\*\*\* Move to: ?(.{1,1024})$/;

/** Reads the lines between `*** Begin Patch` and `*** End Patch`. */
export function readEnvelope(lines: readonly string[]): ReadPatch {
  const files: FilePatch[] = [];
  for (const section of sectionsOf(lines)) {
    const file = readSection(section);
    if (typeof file === 'string') return { ok: false, problem: file };
    files.push(file);
  }
  if (files.length > 0) return { ok: true, files };
  return { ok: false, problem: 'The patch names no file. Begin each file with `*** Update File: <path>`.' };
}

type Section = { readonly kind: string; readonly path: string; readonly lines: string[] };

function sectionsOf(lines: readonly string[]): readonly Section[] {
  const sections: Section[] = [];
  for (const line of lines) {
    const [, kind, path] = HEADER.exec(line) ?? [];
    if (kind !== undefined && path !== undefined) sections.push({ kind, path: unquote(path), lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function unquote(path: string): string {
  return path.trim().replace(/^(["'`])(.{1,1024})\1$/, '$2');
}

/** A string says what is wrong. */
function readSection({ kind, path, lines }: Section): FilePatch | string {
  if (kind === 'Add') return readAdded(path, lines);
  const isBlank = lines.every((line) => line.trim() === '');
  if (kind === 'Delete') {
    return isBlank
      ? { kind: 'delete', path, lines: null }
      : `Lines follow \`*** Delete File: ${path}\`; leave them out.`;
  }
  const moveAt = lines.findIndex((line) => line.trim() !== '');
  const moveTo = MOVE.exec(lines[moveAt] ?? '')?.[1] ?? null;
  const body = moveTo === null ? lines : lines.slice(moveAt + 1);
  const unknown = body.find((line) => /^\*\*\* (?!End of File\s{0,8}$)/.test(line));
  if (unknown !== undefined) return `\`${unknown.slice(0, 200)}\` in ${path} is no line of a patch.`;
  const chunks = readChunks(body);
  if (chunks.length === 0 && moveTo === null)
    return `Nothing is changed in ${path}: give its lines with \`-\` and \`+\`.`;
  return { kind: 'update', path, moveTo: moveTo === null ? null : unquote(moveTo), chunks };
}

function readAdded(path: string, lines: readonly string[]): FilePatch | string {
  const last = lines.findLastIndex((line) => line.startsWith('+'));
  const rest = lines.slice(last + 1).find((line) => line.trim() !== '' && line.trimEnd() !== '*** End of File');
  const content = lines.slice(0, last + 1);
  const unsigned = content.find((line) => line !== '' && !line.startsWith('+')) ?? rest;
  if (unsigned !== undefined) {
    return `Every line of the new file ${path} begins with \`+\`, also \`${unsigned.slice(0, 200)}\`. Send the patch again with the signs.`;
  }
  const text = content.map((line) => `${line.slice(1)}\n`).join('');
  return { kind: 'add', path, text };
}
