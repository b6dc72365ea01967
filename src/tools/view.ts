import { z } from 'zod';
import type { FileStat, Workspace } from '../sandbox/sandbox.ts';
import { numberLines } from './number-lines.ts';
import { resolveReadable } from './resolve-path.ts';
import { suggestPaths } from './suggest-paths.ts';
import { findTextFile } from './text-file.ts';
import { mistake, type Observation, result, type Tool } from './tool.ts';

const MAX_LINES = 1_000;
const MAX_CHARACTERS = 40_000;
const MAX_ENTRIES = 200;

const input = z.strictObject({
  path: z.string().min(1).describe('A file or a folder, relative to the workspace.'),
  start_line: z.int().min(1).optional().describe('First line to show, counted from 1.'),
  end_line: z.int().min(1).optional().describe('Last line to show.'),
});

/** Shows a file with line numbers, or a folder two levels deep. */
export const view: Tool<z.infer<typeof input>> = {
  name: 'view',
  description: `Shows a text file with line numbers (at most ${MAX_LINES} lines a call), or lists a folder two levels deep.`,
  input,
  changes: 'nothing',
  async execute({ workspace }, { path: asked, start_line: start = 1, end_line: end }, signal) {
    const resolved = resolveReadable(workspace.cwd, asked);
    if (!resolved.ok) return mistake(resolved.problem);
    const file = await findTextFile(workspace, resolved.path);
    const { path } = file;
    switch (file.kind) {
      case 'text':
        return showLines(path, file.text, start, end ?? Number.POSITIVE_INFINITY);
      case 'directory':
        return result(await listFolder(workspace, path));
      case 'missing':
        return mistake(`${path} does not exist.${await suggestPaths(workspace, path, signal)}`);
      case 'symlink':
        return mistake(`${path} is a symbolic link. Use bash to see where it leads (readlink -f) and view that.`);
      case 'special':
        return mistake(`${path} is not a regular file.`);
      case 'binary':
        return result(`${path} is binary: ${file.size} bytes.`);
      case 'too-large':
        return mistake(`${path} is too large to view (${file.size} bytes). Use bash, for example grep or sed -n.`);
    }
  },
};

function showLines(path: string, text: string, start: number, end: number): Observation {
  const lines = text.replace(/\n$/, '').split('\n');
  if (text === '') return result(`${path} is empty.`);
  if (start > lines.length) return mistake(`${path} has only ${lines.length} lines.`);
  const last = Math.min(end, lines.length, start + MAX_LINES - 1);
  if (last < start) return mistake('end_line is before start_line.');
  const { shown, until } = takeFitting(lines.slice(start - 1, last), start);
  const isWhole = start === 1 && until === lines.length;
  const which = isWhole ? `${lines.length} lines` : `lines ${start} to ${until} of ${lines.length}`;
  return result(`${path}: ${which}\n${shown}`);
}

/** As many of the lines as fit, cut between lines. */
function takeFitting(lines: readonly string[], start: number): { readonly shown: string; readonly until: number } {
  const shown = numberLines(lines, start);
  if (shown.length <= MAX_CHARACTERS) return { shown, until: start + lines.length - 1 };
  const cut = shown.slice(0, Math.max(shown.lastIndexOf('\n', MAX_CHARACTERS), shown.indexOf('\n')));
  return { shown: cut, until: start + cut.split('\n').length - 1 };
}

async function listFolder(workspace: Workspace, path: string): Promise<string> {
  const listing: string[] = [];
  for await (const entry of workspace.files.list(path)) {
    listing.push(describe(entry, ''));
    if (listing.length > MAX_ENTRIES) break;
    if (entry.kind !== 'directory' || UNLISTED.includes(entry.name)) continue;
    for await (const inner of workspace.files.list(`${path}/${entry.name}`)) {
      listing.push(describe(inner, '  '));
      if (listing.length > MAX_ENTRIES) break;
    }
  }
  const more = listing.length > MAX_ENTRIES ? '\n[… more entries left out]' : '';
  return `${path}/\n${listing.slice(0, MAX_ENTRIES).join('\n')}${more}`;
}

/** Named but not opened: nobody looks for the cause there first. */
const UNLISTED = ['.git', 'node_modules'];

function describe({ name, kind, size }: FileStat, indent: string): string {
  const mark = kind === 'directory' ? '/' : '';
  const note = kind === 'file' ? ` (${size} bytes)` : '';
  return `${indent}${name.slice(0, 200)}${mark}${kind === 'symlink' ? '@' : note}`;
}
