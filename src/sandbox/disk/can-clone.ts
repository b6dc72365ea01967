import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cloneFile } from './clone-file.ts';

/** Found out by cloning a file in the folder. */
export async function canClone(folder: string): Promise<boolean> {
  const [from, to] = [join(folder, '.clone-from'), join(folder, '.clone-to')];
  try {
    await Promise.all([rm(from, { force: true }), rm(to, { force: true })]);
    await writeFile(from, Buffer.alloc(65_536, 1), { mode: 0o600 });
    await cloneFile(from, to);
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  } finally {
    await Promise.all([rm(from, { force: true }), rm(to, { force: true })]);
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOTSUP', 'ENOTTY', 'EXDEV', 'EINVAL', 'ENOSYS'].includes(String(error.code))
  );
}
