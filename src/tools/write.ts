import { z } from 'zod';
import { explainUnusable } from './edit/explain-unusable.ts';
import { findPlaceholder } from './edit/find-placeholder.ts';
import { findUnwritable } from './edit/find-unwritable.ts';
import { reportSyntax } from './report-syntax.ts';
import { resolveWritable } from './resolve-path.ts';
import { encodeLike, type FoundFile, MAX_FILE_BYTES, readTextFile } from './text-file.ts';
import { mistake, type Observation, result, type Tool, type ToolContext } from './tool.ts';
import { writeUnchanged } from './write-unchanged.ts';

const input = z.strictObject({
  path: z.string().min(1).describe('Relative to the workspace. Missing folders are made.'),
  content: z.string().max(MAX_FILE_BYTES).describe('The whole file.'),
  overwrite: z.boolean().default(false).describe('Needed to replace a long file by a much shorter one.'),
});

/** Writes a whole file. */
export const write: Tool<z.infer<typeof input>> = {
  name: 'write',
  description: 'Creates a file or replaces the whole of one. To change part of a file, use edit.',
  input,
  changes: 'workspace',
  async execute(context, { path: asked, content, overwrite }, signal) {
    const resolved = resolveWritable(context.workspace.cwd, asked);
    if (!resolved.ok) return mistake(resolved.problem);
    const file = await readTextFile(context.workspace, resolved.path);
    const objection = findUnwritable(content) ?? (overwrite ? null : findLoss(file, content));
    return objection === null ? await replace(context, file, content, signal) : mistake(`${file.path}: ${objection}`);
  },
};

/** A long file that shrinks by half is more often a model that wrote "the rest stays as it was" than a wish. */
function findLoss(file: FoundFile, content: string): string | null {
  if (file.kind !== 'text') return null;
  const placeholder = findPlaceholder(content, file.text);
  if (placeholder !== null) {
    return `the line ${JSON.stringify(placeholder)} stands in place of code. Write all of the file; to change a part, use edit. If the line is meant, set overwrite.`;
  }
  const lines = countLines(file.text);
  if (lines <= 200 || countLines(content) >= lines / 2) return null;
  return `it has ${lines} lines and this would leave ${countLines(content)}. If that is meant, set overwrite; to change a part, use edit.`;
}

async function replace(
  { workspace }: ToolContext,
  file: FoundFile,
  content: string,
  signal: AbortSignal,
): Promise<Observation> {
  const { path } = file;
  if (file.kind === 'directory' || file.kind === 'symlink' || file.kind === 'special') {
    return mistake(explainUnusable(file));
  }
  const version = 'version' in file ? file.version : null;
  const problem = await writeUnchanged(workspace, path, inFormOf(file, content), version);
  if (problem !== null) return mistake(problem);
  const before = file.kind === 'text' ? file.text : null;
  const syntax = await reportSyntax(workspace, { path, before, after: content }, signal);
  return result(`${before === null ? 'Wrote' : 'Replaced'} ${path}: ${countLines(content)} lines.${syntax}`);
}

/** With the line ends and the byte order mark of the text that it replaces. */
function inFormOf(file: FoundFile, content: string): string {
  if (file.kind !== 'text') return content;
  const text = content.replace(/^\ufeff/, '');
  return encodeLike(file, file.lineEnd === 'mixed' ? text : text.replaceAll('\r\n', '\n'));
}

function countLines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
