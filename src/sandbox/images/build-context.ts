import { relative } from 'node:path';
import { listFiles } from './list-files.ts';

/** The files of some folders, each under the path that its folder has in the build context. */
export async function buildContext(folders: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const context = new Map<string, string>();
  for (const [prefix, folder] of Object.entries(folders)) {
    for (const file of await listFiles(folder)) context.set(prefix + relative(folder, file), file);
  }
  return context;
}
