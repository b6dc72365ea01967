import type { FilePatch, ReadPatch } from './patch.ts';
import { readChunks } from './read-chunks.ts';

/** Reads a unified diff, of git or of `diff -u`. */
export function readDiff(lines: readonly string[]): ReadPatch {
  const files: FilePatch[] = [];
  for (const section of sectionsOf(lines)) {
    const file = readSection(section);
    if (typeof file === 'string') return { ok: false, problem: file };
    if (file !== null) files.push(file);
  }
  return files.length > 0 ? { ok: true, files } : { ok: false, problem: 'The diff changes no file.' };
}

type Section = { readonly header: string[]; readonly body: string[] };

function sectionsOf(lines: readonly string[]): readonly Section[] {
  const sections: Section[] = [];
  for (const [at, line] of lines.entries()) {
    const current = sections.at(-1);
    const startsFile = line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ') === true;
    const isOpen = current !== undefined && current.body.length === 0;
    const hasPaths = current?.header.some((one) => one.startsWith('--- ')) === true;
    if (line.startsWith('diff --git ') || (startsFile && !(isOpen && !hasPaths))) {
      sections.push({ header: [line], body: [] });
    } else if (isOpen && !line.startsWith('@@')) current.header.push(line);
    else current?.body.push(line);
  }
  return sections;
}

/** `null`: a change of mode alone. A string says what is wrong. */
function readSection({ header, body }: Section): FilePatch | string | null {
  const paths = pathsOf(header);
  if (paths === null) return 'A file of the diff has no `--- ` and `+++ ` line.';
  const { from, to } = paths;
  if (header.some((line) => line.startsWith('GIT binary patch') || line.startsWith('Binary files'))) {
    return `The change of ${to ?? from} is binary, and cannot be applied.`;
  }
  const chunks = readChunks(body);
  if (from === null && to !== null) return readAdded(to, chunks);
  if (from === null) return 'A file of the diff is /dev/null on both sides.';
  if (to === null) return { kind: 'delete', path: from, lines: chunks.flatMap((chunk) => chunk.old) };
  if (chunks.length === 0 && from === to) return null;
  return { kind: 'update', path: from, moveTo: from === to ? null : to, chunks };
}

function readAdded(path: string, chunks: ReturnType<typeof readChunks>): FilePatch | string {
  if (chunks.some((chunk) => chunk.old.length > 0))
    return `${path} is made from /dev/null, but has lines without \`+\`.`;
  const text = chunks.flatMap((chunk) => chunk.new.map((line) => `${line}\n`)).join('');
  const isOpen = chunks.at(-1)?.finalNewline === false;
  return { kind: 'add', path, text: isOpen ? text.slice(0, -1) : text };
}

type Paths = { readonly from: string | null; readonly to: string | null };

function pathsOf(header: readonly string[]): Paths | null {
  const after = (prefix: string) => header.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const [renamedFrom, renamedTo] = [after('rename from '), after('rename to ')];
  if (renamedFrom !== undefined && renamedTo !== undefined) return { from: renamedFrom.trim(), to: renamedTo.trim() };
  const [from, to] = [after('--- '), after('+++ ')].map((path) => path?.replace(/\t[^\n]{0,200}$/, '').trim());
  if (from !== undefined && to !== undefined) return withoutPrefixes(from, to);
  const [, a, b] = /^diff --git a\/(\S{1,1024}) b\/(\S{1,1024})$/.exec(header[0] ?? '') ?? [];
  if (a === undefined || b === undefined) return null;
  const isNew = after('new file mode ') !== undefined;
  const isGone = after('deleted file mode ') !== undefined;
  return { from: isNew ? null : a, to: isGone ? null : b };
}

function withoutPrefixes(from: string, to: string): Paths {
  const isPrefixed = (from === NOWHERE || from.startsWith('a/')) && (to === NOWHERE || to.startsWith('b/'));
  const [a, b] = [from, to].map((path) => (path === NOWHERE ? null : path.slice(isPrefixed ? 2 : 0)));
  return { from: a ?? null, to: b ?? null };
}

const NOWHERE = '/dev/null';
