import { checkFile } from '../../store/check-file.ts';
import { findStrays } from '../../store/find-strays.ts';
import type { FileDigest } from '../../store/record-event.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';
import { statementFile } from './state-run.ts';

/** Whether the files of a record are those that its events vouch for, as they were written, and no others. */
export async function checkFiles(directory: string, files: ReadonlyMap<string, FileDigest>): Promise<LinkFinding> {
  for (const digest of files.values()) {
    const why = await checkFile(directory, digest);
    if (why !== null) return broken(`${why}.`);
  }
  const [stray, ...more] = await findStrays(directory, new Set([...files.keys(), statementFile]));
  if (stray === undefined) return holds(`${files.size} files are as the events say, and there are no others.`);
  const others = more.length === 0 ? '' : `, nor for ${more.length} more`;
  return broken(`No event vouches for ${stray}${others}.`);
}
