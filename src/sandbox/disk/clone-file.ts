import { constants, copyFile } from 'node:fs/promises';

/** A copy that shares its blocks until one of the two is written. Fails where the file system cannot do that. */
export function cloneFile(from: string, to: string): Promise<void> {
  return copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
}
