import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { GitDeps } from '../../src/git/git-call.ts';

const { PATH: searchPath } = process.env;

/** A signal that nobody gives. */
export const never = new AbortController().signal;

export function gitDeps(differences: Partial<GitDeps> = {}): GitDeps {
  return {
    searchPath: searchPath ?? '',
    caFile: null,
    timeoutMs: 60_000,
    maxRepositoryBytes: 1024 ** 3,
    scratch: tmpdir(),
    ...differences,
  };
}

export type TemporaryFolder = AsyncDisposable & { readonly path: string };

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'sandpiper-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Runs git the way a person would in that folder, hooks and settings of the repository included. */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd: directory, env: personalEnvironment(), timeout: 30_000 };
  const { stdout } = await promisify(execFile)('git', [...args], options);
  return stdout.trimEnd();
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), contents);
  }
}

/** Commits files on top of what the checkout has, and returns the id. */
export async function commitFiles(directory: string, files: Files, message = 'Change'): Promise<string> {
  await writeFiles(directory, files);
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(directory, 'rev-parse', 'HEAD');
}

/** A checkout with two commits, on branch `main`. */
export async function checkoutWith(directory: string, files: Files): Promise<string> {
  await mkdir(directory, { recursive: true });
  await git(directory, 'init', '--quiet', '--initial-branch=main');
  await commitFiles(directory, { 'README.md': '# First\n' }, 'First');
  return commitFiles(directory, files, 'Second');
}

export type ScriptResult = { readonly code: number | null; readonly stdout: Buffer; readonly stderr: string };

/** Runs one of our scripts as a sandbox would: bash, a folder, something on standard input. */
export async function runScript(
  script: string,
  place: { readonly cwd: string; readonly stdin: ReadableStream<Uint8Array>; readonly env?: NodeJS.ProcessEnv },
): Promise<ScriptResult> {
  const child = spawn('bash', ['-c', script], { cwd: place.cwd, env: { ...personalEnvironment(), ...place.env } });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    pipeline(Readable.fromWeb(place.stdin), child.stdin),
  ]);
  return { code: await exit, stdout, stderr };
}

function personalEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: searchPath,
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
}
