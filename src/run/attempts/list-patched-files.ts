import { splitPatch } from './split-patch.ts';

export type PatchedFile = { readonly path: string; readonly added: number; readonly removed: number };

/** The files of a patch, with the number of lines it adds to each and takes away from it. */
export function listPatchedFiles(patch: string): readonly PatchedFile[] {
  return splitPatch(patch).map(({ path, lines }) => ({
    path,
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
  }));
}
