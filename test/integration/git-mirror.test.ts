import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GitFault } from '../../src/git/git-fault.ts';
import { openMirror } from '../../src/git/open-mirror.ts';
import { checkoutWith, commitFiles, git, gitDeps, never, temporaryFolder } from '../support/git-fixture.ts';
import { gitHttpServer } from '../support/git-http-server.ts';

const tokens = { reader: 'read', writer: 'write' } as const;

/** A repository with two commits, served over HTTP, and a place for its mirror. */
async function servedRepository() {
  const folder = await temporaryFolder();
  const repository = join(folder.path, 'repo');
  const sha = await checkoutWith(repository, { 'src/sum.js': 'export const sum = (a, b) => a - b;\n' });
  const server = await gitHttpServer({ root: folder.path, tokens });
  return {
    repository,
    sha,
    server,
    remoteUrl: `${server.url}/repo/.git`,
    directory: join(folder.path, 'mirrors', 'repo.git'),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const source = (remoteUrl: string, directory: string) => ({ remoteUrl, directory, token: 'reader', branch: null });

test('brings the newest commit of the default branch, and nothing of its history', async () => {
  await using served = await servedRepository();

  const mirror = await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  expect(mirror).toEqual({ directory: served.directory, baseSha: served.sha, branch: 'main' });
  expect(await git(served.directory, 'rev-list', '--count', mirror.baseSha)).toBe('1');
});

test('writes no credential to disk', async () => {
  await using served = await servedRepository();

  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  expect(await textUnder(served.directory)).not.toMatch(/reader|eC1hY2Nlc3M/);
});

test('fetches nothing the second time when the branch has not moved', async () => {
  await using served = await servedRepository();
  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);
  const before = served.server.requests.length;

  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  const paths = served.server.requests.slice(before).map(({ path }) => path);
  expect(paths.filter((path) => path.endsWith('/git-upload-pack'))).toHaveLength(1);
});

test('follows the branch when it has moved', async () => {
  await using served = await servedRepository();
  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);
  const next = await commitFiles(served.repository, { 'src/sum.js': 'fixed\n' });

  const mirror = await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  expect(mirror.baseSha).toBe(next);
});

test('follows a default branch that was renamed', async () => {
  await using served = await servedRepository();
  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);
  await git(served.repository, 'branch', '--move', 'trunk');

  const mirror = await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  expect(mirror.branch).toBe('trunk');
});

test('lets many runs open the same mirror at once', async () => {
  await using served = await servedRepository();

  const mirrors = await Promise.all(
    Array.from({ length: 6 }, () => openMirror(gitDeps(), source(served.remoteUrl, served.directory), never)),
  );

  expect(new Set(mirrors.map(({ baseSha }) => baseSha))).toEqual(new Set([served.sha]));
  expect(await git(served.directory, 'fsck', '--strict')).toBe('');
});

test.for([
  ['the objects of the base are lost', (directory: string) => rm(join(directory, 'objects/pack'), { recursive: true })],
  ['its settings are unreadable', (directory: string) => writeFile(join(directory, 'config'), '[core\n')],
  ['it is not a repository any more', (directory: string) => rm(join(directory, 'HEAD'))],
] as const)('makes a mirror anew when %s', async ([, damage]) => {
  await using served = await servedRepository();
  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);
  await damage(served.directory);

  const mirror = await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  expect(await git(mirror.directory, 'show', `${mirror.baseSha}:README.md`)).toBe('# First');
});

test('removes the lock of a fetch that was killed long ago', async () => {
  await using served = await servedRepository();
  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);
  await commitFiles(served.repository, { 'a.txt': 'a\n' });
  await writeFile(join(served.directory, 'shallow.lock'), '');
  await utimes(join(served.directory, 'shallow.lock'), new Date(0), new Date(0));

  const mirror = await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  expect(await git(mirror.directory, 'show', `${mirror.baseSha}:a.txt`)).toBe('a');
});

test('reads a local repository by its path, whatever branch is checked out', async () => {
  await using served = await servedRepository();
  await git(served.repository, 'checkout', '--quiet', '-b', 'feature');

  const mirror = await openMirror(
    gitDeps(),
    { remoteUrl: served.repository, directory: served.directory, token: null, branch: 'main' },
    never,
  );

  expect(mirror).toMatchObject({ baseSha: served.sha, branch: 'main' });
});

test.for([
  [{ token: null }, 'refused'],
  [{ token: 'guessed' }, 'refused'],
  [{ branch: 'no-such-branch' }, 'unknown-branch'],
  [{ branch: '--upload-pack=touch /tmp/x' }, 'unknown-branch'],
  [{ remoteUrl: 'http://127.0.0.1:9/repo' }, 'unreachable'],
  [{ remoteUrl: 'ext::sh -c true' }, 'refused'],
  [{ remoteUrl: 'http://git.example.org/repo' }, 'refused'],
  [{ remoteUrl: '/no/such/repository', token: null }, 'refused'],
] as const)('says what is wrong when the source is %j', async ([difference, kind]) => {
  await using served = await servedRepository();

  const opening = openMirror(gitDeps(), { ...source(served.remoteUrl, served.directory), ...difference }, never);

  await expect(opening).rejects.toMatchObject({
    name: 'GitFault',
    kind,
    nextAction: expect.stringMatching(/\.$|fsck$/),
  });
});

test('says so when the repository has no commit', async () => {
  await using served = await servedRepository();
  const empty = join(served.repository, '..', 'empty.git');
  await git(served.repository, 'init', '--quiet', '--bare', empty);

  const opening = openMirror(gitDeps(), source(`${served.server.url}/empty.git`, served.directory), never);

  await expect(opening).rejects.toMatchObject({ kind: 'empty-repository' });
});

test('says so when the default branch was deleted', async () => {
  await using served = await servedRepository();
  await git(served.repository, 'symbolic-ref', 'HEAD', 'refs/heads/gone');

  const opening = openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  await expect(opening).rejects.toMatchObject({ kind: 'unknown-branch' });
});

test('says so when the HEAD of a local repository is not on a branch', async () => {
  await using served = await servedRepository();
  await git(served.repository, 'checkout', '--quiet', '--detach');

  const opening = openMirror(gitDeps(), { ...source(served.repository, served.directory), token: null }, never);

  await expect(opening).rejects.toMatchObject({
    kind: 'unknown-branch',
    message: expect.stringContaining('HEAD'),
    nextAction: expect.stringContaining('Switch to a branch'),
  });
});

test('removes what a fetch that was killed long ago had begun', async () => {
  await using served = await servedRepository();
  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);
  await commitFiles(served.repository, { 'a.txt': 'a\n' });
  const half = join(served.directory, 'objects/pack/tmp_pack_AbCdEf');
  await writeFile(half, '');
  await utimes(half, new Date(0), new Date(0));

  await openMirror(gitDeps(), source(served.remoteUrl, served.directory), never);

  expect(await readdir(join(served.directory, 'objects/pack'))).not.toContain('tmp_pack_AbCdEf');
});

test('leaves nothing in its scratch folder', async () => {
  await using served = await servedRepository();
  const scratch = join(served.repository, '..', 'scratch');
  await mkdir(scratch);

  await openMirror(gitDeps({ scratch }), source(served.remoteUrl, served.directory), never);

  expect(await readdir(scratch)).toEqual([]);
});

test('repeats nothing secret when the server echoes the token', async () => {
  await using served = await servedRepository();
  await using echo = await listening((request, response) => {
    const header = request.headers.authorization ?? 'none';
    response
      .writeHead(401, { 'content-type': 'text/plain; charset=utf-8' })
      .end(`You sent reader-secret, as ${header}\n`);
  });
  const wanted = { ...source(`${echo.url}/repo`, served.directory), token: 'reader-secret' };

  const fault = await openMirror(gitDeps(), wanted, never).catch((error: unknown) => error);

  expect(fault).toBeInstanceOf(GitFault);
  expect(String(fault)).not.toMatch(/reader-secret|eC1hY2Nlc3M/);
});

test('kills git when it is cancelled, and when its time is up', async () => {
  await using served = await servedRepository();
  await using silent = await listening(() => undefined);
  const cancel = new AbortController();
  silent.asked.then(() => cancel.abort(new Error('stopped by a person')));

  const cancelled = openMirror(gitDeps(), source(`${silent.url}/repo`, served.directory), cancel.signal);
  const late = openMirror(gitDeps({ timeoutMs: 1500 }), source(`${silent.url}/repo`, served.directory), never);

  await expect(cancelled).rejects.toThrow('stopped by a person');
  await expect(late).rejects.toMatchObject({ kind: 'unreachable' });
  expect(await processesNaming(silent.url)).toEqual([]);
});

test('follows no redirect, which would carry the token elsewhere', async () => {
  await using served = await servedRepository();
  await using redirecting = await listening((request, response) => {
    response.writeHead(302, { location: `${served.server.url}/repo/.git${request.url?.slice(5)}` }).end();
  });

  const opening = openMirror(gitDeps(), source(`${redirecting.url}/repo`, served.directory), never);

  await expect(opening).rejects.toMatchObject({ kind: 'refused' });
  expect(served.server.requests).toEqual([]);
});

type Handler = Parameters<typeof createServer>[1];

async function listening(handler: NonNullable<Handler>) {
  const asked = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    asked.resolve();
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: asked.promise,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textUnder(directory: string): Promise<string> {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  return texts.join('\n');
}

/** The command lines on this machine that name an address. */
async function processesNaming(address: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(address));
}
