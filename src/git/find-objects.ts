import { open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GitFault } from './git-fault.ts';

const maxPointerBytes = 4096;

/** The folder with the objects of a repository on this machine: a checkout, a further work tree of one, or a bare repository. */
export async function findObjects(repository: string): Promise<string> {
  const gitDirectory = await findGitDirectory(repository);
  const common = await readPointer(join(gitDirectory, 'commondir'), '');
  const objects = join(common === null ? gitDirectory : resolve(gitDirectory, common), 'objects');
  if (await isDirectory(objects)) return objects;
  throw new GitFault('refused', `There is no git repository in ${repository}.`, {
    nextAction: 'Name the folder of a checkout, or of a bare repository.',
  });
}

async function findGitDirectory(repository: string): Promise<string> {
  const inside = join(repository, '.git');
  if (await isDirectory(inside)) return inside;
  const elsewhere = await readPointer(inside, 'gitdir: ');
  return elsewhere === null ? repository : resolve(repository, elsewhere);
}

/** The one line of a small file, after what it must begin with; `null` when it is no such file. */
async function readPointer(file: string, prefix: string): Promise<string | null> {
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile() || found.size > maxPointerBytes) return null;
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxPointerBytes), 0, maxPointerBytes, 0);
  const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
  return text.startsWith(prefix) && !text.includes('\n') ? text.slice(prefix.length) : null;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
