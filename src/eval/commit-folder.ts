import { lstat, mkdir, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../errors.ts';
import { askGit } from '../git/ask-git.ts';
import type { GitDeps } from '../git/git-call.ts';

const maxFiles = 20_000;
const maxBytes = 256 * 1024 * 1024;

/**
 * Makes the files of a plain folder the only commit of a bare repository at `directory`, on branch `main`, and gives its id. The
 * same files give the same id. Throws a `Fault` for a folder that is none, is empty, or is too large.
 */
export async function commitFolder(
  deps: GitDeps,
  { folder, directory }: { readonly folder: string; readonly directory: string },
  signal: AbortSignal,
): Promise<string> {
  const input = Buffer.concat([...commitHeader(), ...(await readEntries(folder))]);
  await mkdir(directory, { recursive: true });
  const git = (args: readonly string[], stdin?: Buffer) =>
    askGit(deps, { directory, args, ...(stdin === undefined ? {} : { input: stdin }) }, signal);
  await git(['init', '--bare', '--quiet', '--template=', '--initial-branch=main']);
  await git(['fast-import', '--quiet', '--force', '--date-format=raw'], input);
  return (await git(['rev-parse', '--verify', branch])).toString('utf8').trim();
}

const branch = 'refs/heads/main';

function commitHeader(): readonly Buffer[] {
  const author = 'Sandpiper <sandpiper@localhost> 0 +0000';
  return [Buffer.from(`commit ${branch}\nauthor ${author}\ncommitter ${author}\n`), data(Buffer.from('Base\n'))];
}

async function readEntries(folder: string): Promise<readonly Buffer[]> {
  const entries: Buffer[] = [];
  let bytes = 0;
  for (const path of await listFiles(folder)) {
    const { mode, content } = await readEntry(join(folder, path));
    bytes += content.byteLength;
    if (bytes > maxBytes || entries.length > 2 * maxFiles) throw tooLarge(folder);
    entries.push(Buffer.from(`M ${mode} inline ${quotePath(path)}\n`), data(content));
  }
  if (entries.length > 0) return entries;
  throw new Fault(`The folder ${folder} of a task has no files.`, {
    nextAction: 'Correct `repository` in the manifest.',
  });
}

/** Sorted, so that the same folder reads the same everywhere. What was installed in it is left out. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new Fault(`The folder ${folder} of a task could not be read.`, {
      cause,
      nextAction: 'Correct `repository` in the manifest.',
    });
  });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.split('/').includes('node_modules'))
    .toSorted();
}

async function readEntry(path: string): Promise<{ readonly mode: string; readonly content: Buffer }> {
  const stat = await lstat(path);
  if (stat.isSymbolicLink()) return { mode: '120000', content: Buffer.from(await readlink(path)) };
  return { mode: (stat.mode & 0o100) === 0 ? '100644' : '100755', content: await readFile(path) };
}

function data(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${content.byteLength}\n`), content, Buffer.from('\n')]);
}

function quotePath(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function tooLarge(folder: string): Fault {
  return new Fault(`The folder ${folder} of a task has more than ${maxFiles} files or ${maxBytes / 1024 ** 2} MiB.`, {
    nextAction: 'Make it a git repository, and name that in the manifest.',
  });
}
