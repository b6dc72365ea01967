import { z } from 'zod';
import { applyEdits, type Edit } from './edit/apply-edits.ts';
import { numberLines } from './number-lines.ts';
import { resolveWritable } from './resolve-path.ts';
import { suggestPaths } from './suggest-paths.ts';
import { encodeLike, type FoundFile, findTextFile, type TextFile } from './text-file.ts';
import { mistake, type Observation, result, type Tool, type ToolContext } from './tool.ts';

/** Searching takes time that grows with both the file and what is searched. */
const MAX_EDIT_CHARACTERS = 100_000;

const input = z.strictObject({
  path: z.string().min(1).describe('Relative to the workspace.'),
  edits: z
    .array(
      z.strictObject({
        old: z
          .string()
          .max(MAX_EDIT_CHARACTERS)
          .describe('Text that is in the file exactly once, copied with its indentation.'),
        new: z.string().max(MAX_EDIT_CHARACTERS).describe('What it becomes.'),
        replace_all: z.boolean().default(false).describe('Replace every occurrence instead of exactly one.'),
      }),
    )
    .min(1)
    .max(20),
});

/** Replaces text in a file. All edits of a call are applied, each to the result of the one before, or none. */
export const edit: Tool<z.infer<typeof input>> = {
  name: 'edit',
  description: [
    'Replaces text in an existing file. `old` must be unique in the file: include enough lines around the change.',
    'Do not include the line numbers that view shows. All edits of one call are applied, in order, or none.',
  ].join(' '),
  input,
  changes: 'workspace',
  repair: liftSingleEdit,
  async execute(context, { path: asked, edits }, signal) {
    const resolved = resolveWritable(context.workspace.cwd, asked);
    if (!resolved.ok) return mistake(resolved.problem);
    const file = await findTextFile(context.workspace, resolved.path);
    if (file.kind !== 'text') return await explainUnusable(context, file, signal);
    const { path } = file;
    const edited = applyEdits(
      file.text,
      edits.map((one) => likeFile(file, one)),
    );
    if (!edited.ok) return mistake(`${path}: ${edited.problem}`);
    await context.workspace.files.write(path, encodeLike(file, edited.text));
    return result(`Edited ${path}. It now reads:\n${showChange(file.text, edited.text)}`);
  },
};

/** One edit without the list around it is what several other harnesses ask for. */
function liftSingleEdit(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { old, new: replacement, replace_all: all, edits, ...rest } = fields;
  if (edits !== undefined || typeof old !== 'string') return fields;
  return { ...rest, edits: [{ old, new: replacement, ...(all === undefined ? {} : { replace_all: all }) }] };
}

/** In a file with one kind of line end, the model's are that kind. */
function likeFile(file: TextFile, { old, new: replacement, replace_all }: Edit): Edit {
  if (file.lineEnd === 'mixed') return { old, new: replacement, replace_all };
  return { old: old.replaceAll('\r\n', '\n'), new: replacement.replaceAll('\r\n', '\n'), replace_all };
}

async function explainUnusable(
  { workspace }: ToolContext,
  file: Exclude<FoundFile, { readonly kind: 'text' }>,
  signal: AbortSignal,
): Promise<Observation> {
  const { path } = file;
  switch (file.kind) {
    case 'missing':
      return mistake(`${path} does not exist.${await suggestPaths(workspace, path, signal)} To create it, use write.`);
    case 'directory':
      return mistake(`${path} is a folder. Give the path of a file in it.`);
    case 'symlink':
      return mistake(`${path} is a symbolic link. Edit the file it points to.`);
    case 'special':
      return mistake(`${path} is not a regular file.`);
    case 'binary':
      return mistake(`${path} is binary (${file.size} bytes) and cannot be edited as text.`);
    case 'too-large':
      return mistake(`${path} is too large to edit (${file.size} bytes). Use bash, for example sed or a small script.`);
  }
}

const CONTEXT_LINES = 4;
const MAX_SHOWN_LINES = 60;

/** The lines from the first to the last change, with some around them. */
function showChange(before: string, after: string): string {
  const beforeLines = before.split('\n');
  const afterLines = after.split('\n');
  const shorter = Math.min(beforeLines.length, afterLines.length);
  let head = 0;
  while (head < shorter && beforeLines[head] === afterLines[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && beforeLines.at(-1 - tail) === afterLines.at(-1 - tail)) tail += 1;
  const first = Math.max(0, head - CONTEXT_LINES);
  const shown = afterLines.slice(first, afterLines.length - tail + CONTEXT_LINES);
  const more = shown.length > MAX_SHOWN_LINES ? `\n[… ${shown.length - MAX_SHOWN_LINES} more lines]` : '';
  return numberLines(shown.slice(0, MAX_SHOWN_LINES), first + 1) + more;
}
