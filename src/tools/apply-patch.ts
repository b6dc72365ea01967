import { z } from 'zod';
import { showChange } from './edit/show-change.ts';
import { PATCH_GRAMMAR } from './patch/patch-grammar.ts';
import { type PlannedChange, planPatch } from './patch/plan-patch.ts';
import { readPatch } from './patch/read-patch.ts';
import { writeChanges } from './patch/write-changes.ts';
import { reportSyntax } from './report-syntax.ts';
import { resolveWritable } from './resolve-path.ts';
import { suggestPaths } from './suggest-paths.ts';
import { type FoundFile, findTextFile, readTextFile } from './text-file.ts';
import { mistake, result, type Tool, type ToolContext } from './tool.ts';

const MAX_PATCH_CHARACTERS = 400_000;
const MAX_FILES = 100;
const MAX_CHECKED_FILES = 10;
const MAX_SHOWN_CHARACTERS = 12_000;

const input = z.strictObject({
  patch: z.string().min(1).max(MAX_PATCH_CHARACTERS).describe('From `*** Begin Patch` to `*** End Patch`.'),
});

/** Changes files by a patch. All of its files are changed, or none. */
export const applyPatch: Tool<z.infer<typeof input>> = {
  name: 'apply_patch',
  description: [
    'Changes files by a patch: `*** Begin Patch`, then `*** Update File: <path>` with chunks of ` `, `-` and `+` lines,',
    '`*** Add File: <path>` with `+` lines, or `*** Delete File: <path>`, then `*** End Patch`.',
    '`*** Move to: <path>` below an update renames. Give three lines of context around a change; where that is not unique,',
    'put `@@ <the line of the class or function>` before the chunk. All of a patch is applied, or nothing.',
  ].join(' '),
  input,
  changes: 'workspace',
  freeform: { parameter: 'patch', grammar: PATCH_GRAMMAR },
  repair: liftPatch,
  async execute(context, { patch }, signal) {
    const asked = readPatch(patch);
    if (!asked.ok) return mistake(asked.problem);
    if (asked.files.length > MAX_FILES) return mistake(`The patch changes more than ${MAX_FILES} files. Split it.`);
    const plan = await planPatch(
      {
        read: (path, use) => readForPatch(context, path, use),
        suggest: (path) => suggestPaths(context.workspace, path, signal),
      },
      asked.files,
    );
    if (!plan.ok) return mistake(`${plan.problem}\nNothing was changed.`);
    const problem = await writeChanges(context.workspace, plan.changes);
    if (problem !== null) return mistake(problem);
    return result(`${describe(plan.changes)}${await checkAll(context, plan.changes, signal)}`);
  },
};

/** The names other harnesses have for the argument, among them a whole command line. */
function liftPatch(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { patch, input: given, diff, content, command, ...rest } = fields;
  const found = [patch, given, diff, content, Array.isArray(command) ? command.at(-1) : command].find(
    (value) => value !== undefined,
  );
  return found === undefined ? fields : { ...rest, patch: found };
}

async function readForPatch(
  { workspace }: ToolContext,
  path: string,
  use: 'change' | 'create',
): Promise<FoundFile | string> {
  const resolved = resolveWritable(workspace.cwd, path);
  if (!resolved.ok) return resolved.problem;
  return use === 'create' ? await readTextFile(workspace, resolved.path) : await findTextFile(workspace, resolved.path);
}

function describe(changes: readonly PlannedChange[]): string {
  const shown = changes.map(describeOne).join('\n');
  if (shown.length <= MAX_SHOWN_CHARACTERS) return shown;
  return `${shown.slice(0, shown.lastIndexOf('\n', MAX_SHOWN_CHARACTERS))}\n[… the rest is left out; view the files]`;
}

function describeOne({ path, before, after }: PlannedChange): string {
  if (after === null) return `Deleted ${path}.`;
  if (before === null) return `Added ${path}.`;
  return `Updated ${path}. It now reads:\n${showChange(before.text, after)}`;
}

async function checkAll(
  { workspace }: ToolContext,
  changes: readonly PlannedChange[],
  signal: AbortSignal,
): Promise<string> {
  const reports: string[] = [];
  for (const { path, before, after } of changes.slice(0, MAX_CHECKED_FILES)) {
    if (after === null) continue;
    reports.push(await reportSyntax(workspace, { path, before: before?.text ?? null, after }, signal));
  }
  return reports.join('');
}
