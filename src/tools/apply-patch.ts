import { z } from 'zod';
import { PATCH_GRAMMAR } from './patch/patch-grammar.ts';
import { mistake, type Tool } from './tool.ts';

const MAX_PATCH_CHARACTERS = 400_000;

const input = z.strictObject({
  patch: z.string().min(1).max(MAX_PATCH_CHARACTERS).describe('From `*** Begin Patch` to `*** End Patch`.'),
});

/** Changes files by a patch. All of its files are changed, or none. */
export const applyPatch: Tool<z.infer<typeof input>> = {
  name: 'apply_patch',
  description: 'Changes, adds, moves and deletes files by a patch. All of it is applied, or nothing.',
  input,
  changes: 'workspace',
  freeform: { parameter: 'patch', grammar: PATCH_GRAMMAR },
  execute() {
    return Promise.resolve(mistake('This patch cannot be read.'));
  },
};
