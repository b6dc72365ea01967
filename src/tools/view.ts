import { z } from 'zod';
import { followLinks } from './follow-links.ts';
import { resolveReadable } from './resolve-path.ts';
import { suggestPaths } from './suggest-paths.ts';
import { findTextFile, readTextFile } from './text-file.ts';
import { mistake, result, type Tool } from './tool.ts';
import { listFolder } from './view/list-folder.ts';
import { readLines } from './view/read-lines.ts';
import { MAX_LINES, showLines } from './view/show-lines.ts';

const input = z.strictObject({
  path: z.string().min(1).describe('A file or a folder, relative to the workspace.'),
  start_line: z.int().min(1).default(1).describe('First line to show.'),
  end_line: z.int().min(1).optional().describe('Last line to show.'),
});

/** Shows a file with line numbers, or a folder two levels deep. */
export const view: Tool<z.infer<typeof input>> = {
  name: 'view',
  description: `Shows a text file with line numbers, at most ${MAX_LINES} lines a call, or lists a folder two levels deep.`,
  input,
  changes: 'nothing',
  repair: readRange,
  async execute({ workspace }, { path: asked, start_line: start, end_line: end }, signal) {
    const resolved = resolveReadable(workspace.cwd, asked);
    if (!resolved.ok) return mistake(resolved.problem);
    if (end !== undefined && end < start) return mistake('end_line is before start_line.');
    const found = await findTextFile(workspace, resolved.path);
    const mayLead = found.kind === 'symlink' || (found.path.startsWith('/') && found.kind !== 'missing');
    const led = mayLead ? await followLinks(workspace, resolved.path, signal) : null;
    if (led?.ok === false) return mistake(led.problem);
    const file = led === null ? found : await readTextFile(workspace, led.path);
    const { path } = file;
    const range = { start, end: Math.min(end ?? Number.POSITIVE_INFINITY, start + MAX_LINES - 1) };
    switch (file.kind) {
      case 'text':
        return showLines(path, linesOf(file.text, range), range);
      case 'too-large':
        return showLines(path, await readLines(workspace, path, range), range);
      case 'directory':
        return result(await listFolder(workspace, path));
      case 'missing':
        return mistake(`${path} does not exist.${await suggestPaths(workspace, path, signal)}`);
      case 'symlink':
        return mistake(`${path} is a symbolic link that was changed while it was followed. View it again.`);
      case 'special':
        return mistake(`${path} is not a regular file.`);
      case 'binary':
        return result(`${path} is binary: ${file.size} bytes.`);
    }
  },
};

/** Some models are used to a number of lines, or to a pair of their numbers, of which -1 is the end. */
function readRange(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { limit, view_range: pair, ...rest } = fields;
  if (Array.isArray(pair) && pair.length === 2) {
    return { ...rest, start_line: pair[0], ...(pair[1] === -1 ? {} : { end_line: pair[1] }) };
  }
  const { start_line: start = 1 } = rest;
  if (typeof limit !== 'number' || typeof start !== 'number' || rest['end_line'] !== undefined) return fields;
  return { ...rest, end_line: start + limit - 1 };
}

function linesOf(text: string, { start, end }: { readonly start: number; readonly end: number }) {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  return { kind: 'text', lines: lines.slice(start - 1, end), total: lines.length, isTotal: true } as const;
}
