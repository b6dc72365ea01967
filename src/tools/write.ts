import { z } from 'zod';
import type { Workspace } from '../sandbox/sandbox.ts';
import { resolveWritable } from './resolve-path.ts';
import { encodeLike, type FoundFile, readTextFile } from './text-file.ts';
import { mistake, type Observation, result, type Tool } from './tool.ts';

const input = z.strictObject({
  path: z.string().min(1).describe('Relative to the workspace. Missing folders are made.'),
  content: z.string().describe('The whole file.'),
  overwrite: z.boolean().default(false).describe('Needed to replace a long file by a much shorter one.'),
});

/** Writes a whole file. */
export const write: Tool<z.infer<typeof input>> = {
  name: 'write',
  description: 'Creates a file or replaces the whole of one. To change part of a file, use edit.',
  input,
  changes: 'workspace',
  async execute({ workspace }, { path: asked, content, overwrite }) {
    const resolved = resolveWritable(workspace.cwd, asked);
    if (!resolved.ok) return mistake(resolved.problem);
    const file = await readTextFile(workspace, resolved.path);
    const { path } = file;
    if (file.kind === 'text' && !overwrite && isMostlyLost(file.text, content)) {
      return mistake(
        `${path} has ${countLines(file.text)} lines and this would leave ${countLines(content)}. If that is meant, set overwrite; to change a part, use edit.`,
      );
    }
    return await replace(workspace, file, content);
  },
};

async function replace(workspace: Workspace, file: FoundFile, content: string): Promise<Observation> {
  const { path } = file;
  switch (file.kind) {
    case 'directory':
      return mistake(`${path} is a folder.`);
    case 'symlink':
      return mistake(`${path} is a symbolic link. Write the file it points to, or remove the link first.`);
    case 'special':
      return mistake(`${path} is not a regular file.`);
    case 'text': {
      const lines = file.lineEnd === 'mixed' ? content : content.replaceAll('\r\n', '\n');
      await workspace.files.write(path, encodeLike(file, lines.replace(/^\ufeff/, '')));
      return result(`Replaced ${path}: ${countLines(content)} lines.`);
    }
    case 'binary':
    case 'too-large':
    case 'missing':
      await workspace.files.write(path, content);
      return result(`Wrote ${path}: ${countLines(content)} lines.`);
  }
}

/** A long file that shrinks by half is more often a model that wrote "the rest stays as it was" than a wish. */
function isMostlyLost(before: string, after: string): boolean {
  const lines = countLines(before);
  return lines > 200 && countLines(after) < lines / 2;
}

function countLines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
