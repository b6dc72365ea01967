import { z } from 'zod';
import { applyEdits, type Edit } from './edit/apply-edits.ts';
import { explainUnusable } from './edit/explain-unusable.ts';
import { findUnwritable } from './edit/find-unwritable.ts';
import { showChange } from './edit/show-change.ts';
import { reportSyntax } from './report-syntax.ts';
import { resolveWritable } from './resolve-path.ts';
import { suggestPaths } from './suggest-paths.ts';
import { encodeLike, type FoundFile, findTextFile, type TextFile } from './text-file.ts';
import { mistake, type Observation, result, type Tool, type ToolContext } from './tool.ts';
import { writeUnchanged } from './write-unchanged.ts';

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
          .describe('Text that is in the file exactly once, copied with its indentation. Empty: make a new file.'),
        new: z.string().max(MAX_EDIT_CHARACTERS).describe('What it becomes.'),
        replace_all: z.boolean().default(false).describe('Replace every occurrence instead of exactly one.'),
        occurrence: z.int().min(1).optional().describe('Which one, where there are several; 1 is the first.'),
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
    const unwritable = findUnwritable(edits.map((one) => one.new).join('\n'));
    if (unwritable !== null) return mistake(`${resolved.path}: ${unwritable}`);
    const file = await findTextFile(context.workspace, resolved.path);
    const [only, ...others] = edits;
    if (only?.old === '' && others.length === 0) return await create(context, file, only.new, signal);
    if (file.kind === 'text') return await change(context, file, edits, signal);
    if (file.kind !== 'missing') return mistake(explainUnusable(file));
    const near = await suggestPaths(context.workspace, file.path, signal);
    return mistake(`${file.path} does not exist.${near} To create it, use write.`);
  },
};

/** One edit without the list around it is what several other harnesses ask for. */
function liftSingleEdit(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { old, new: replacement, replace_all: all, occurrence, edits, ...rest } = fields;
  if (edits !== undefined || typeof old !== 'string') return fields;
  const options = Object.entries({ replace_all: all, occurrence }).filter(([, value]) => value !== undefined);
  return { ...rest, edits: [{ old, new: replacement, ...Object.fromEntries(options) }] };
}

async function create(
  { workspace }: ToolContext,
  { path, kind }: FoundFile,
  text: string,
  signal: AbortSignal,
): Promise<Observation> {
  if (kind !== 'missing') {
    return mistake(`${path} exists, and an empty \`old\` makes a new file. Give the text to replace, or use write.`);
  }
  const problem = await writeUnchanged(workspace, path, text, null);
  if (problem !== null) return mistake(problem);
  return result(`Created ${path}.${await reportSyntax(workspace, { path, before: null, after: text }, signal)}`);
}

async function change(
  { workspace }: ToolContext,
  file: Extract<FoundFile, { readonly kind: 'text' }>,
  edits: readonly Edit[],
  signal: AbortSignal,
): Promise<Observation> {
  const { path } = file;
  const edited = applyEdits(
    file.text,
    edits.map((one) => likeFile(file, one)),
  );
  if (!edited.ok) return mistake(`${path}: ${edited.problem}`);
  const problem = await writeUnchanged(workspace, path, encodeLike(file, edited.text), file.version);
  if (problem !== null) return mistake(problem);
  const syntax = await reportSyntax(workspace, { path, before: file.text, after: edited.text }, signal);
  return result(`Edited ${path}. It now reads:\n${showChange(file.text, edited.text)}${syntax}`);
}

/** In a file with one kind of line end, the model's are that kind; a byte order mark is not part of the text. */
function likeFile(file: TextFile, one: Edit): Edit {
  const like = (text: string) => {
    const bare = file.hasBom ? text.replace(/^\ufeff/, '') : text;
    return file.lineEnd === 'mixed' ? bare : bare.replaceAll('\r\n', '\n');
  };
  return { ...one, old: like(one.old), new: like(one.new) };
}
