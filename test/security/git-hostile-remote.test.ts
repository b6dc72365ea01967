import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMirror } from '../../src/git/open-mirror.ts';
import { pushCommit } from '../../src/git/push-commit.ts';
import { checkoutWith, git, gitDeps, never, temporaryFolder } from '../support/git-fixture.ts';
import { gitHttpServer } from '../support/git-http-server.ts';
import { gitJourney } from '../support/git-journey.ts';

test('ships every file of a base whose attributes, links and settings ask git for something else', async () => {
  await using journey = await gitJourney(
    {
      '.gitattributes': 'secret.txt export-ignore\nstamp.txt export-subst\n*.bin filter=lfs diff=lfs -text\n',
      '.lfsconfig': '[lfs]\n\turl = http://127.0.0.1:9/\n',
      '.gitmodules': '[submodule "x"]\n\tpath = "sub\\r"\n\turl = ext::sh -c touch% tripped\n',
      'secret.txt': 'not left out\n',
      'stamp.txt': '$Format:%H$\n',
      'data.bin': 'version https://git-lfs.github.com/spec/v1\n',
    },
    (repository) => symlink('.git/hooks', join(repository, 'hooks')),
  );

  expect(await readFile(join(journey.workspace, 'secret.txt'), 'utf8')).toBe('not left out\n');
  expect(await readFile(join(journey.workspace, 'stamp.txt'), 'utf8')).toBe('$Format:%H$\n');
  expect(await journey.readChange()).toEqual({ kind: 'empty' });
  expect(await readdir(journey.mirror.directory)).not.toContain('hooks');
  expect(await git(journey.repository, 'archive', 'HEAD'), 'git archive obeys').not.toContain('not left out');
});

test('refuses a base that holds a name git itself must never write', async () => {
  await using folder = await temporaryFolder();
  const repository = join(folder.path, 'repository');
  await checkoutWith(repository, { 'evil/config': '[core]\n' });
  const evil = await git(repository, 'rev-parse', 'HEAD:evil');
  await writeFile(join(folder.path, 'tree'), `040000 tree ${evil}\t.git\n`);
  const tree = await gitWithInput(repository, join(folder.path, 'tree'), 'mktree');
  const commit = await git(repository, 'commit-tree', '-m', 'Evil', tree);
  await git(repository, 'update-ref', 'refs/heads/main', commit);
  const source = { remoteUrl: repository, directory: join(folder.path, 'mirror.git'), token: null, branch: 'main' };

  await expect(openMirror(gitDeps(), source, never)).rejects.toMatchObject({ name: 'GitFault', kind: 'corrupt' });

  await git(folder.path, 'init', '--quiet', '--bare', 'naive.git');
  const naive = git(join(folder.path, 'naive.git'), 'fetch', '--quiet', repository, 'main');
  await expect(naive, 'git alone takes it').resolves.toBe('');
});

test('finds the branch among very many', async () => {
  await using folder = await temporaryFolder();
  const repository = join(folder.path, 'repository');
  const sha = await checkoutWith(repository, { a: 'a\n' });
  const refs = Array.from(
    { length: 50_000 },
    (_, index) => `${sha} refs/heads/noise/${String(index).padStart(6, '0')}\n`,
  );
  await writeFile(
    join(repository, '.git/packed-refs'),
    `# pack-refs with: peeled fully-peeled sorted \n${refs.join('')}`,
  );
  const source = { remoteUrl: repository, directory: join(folder.path, 'mirror.git'), token: null, branch: null };

  expect(await openMirror(gitDeps(), source, never)).toMatchObject({ branch: 'main', baseSha: sha });
});

test('runs no hook, monitor or pack program of a local repository it reads', async () => {
  await using folder = await temporaryFolder();
  const repository = join(folder.path, 'repository');
  await checkoutWith(repository, { a: 'a\n' });
  const trap = join(folder.path, 'sprung');
  const settings = ['core.fsmonitor', 'uploadpack.packObjectsHook', 'core.sshCommand'].map((name) => {
    const [section, key] = name.split('.');
    return `[${section}]\n\t${key} = touch ${trap};\n`;
  });
  await appendFile(join(repository, '.git/config'), settings.join(''));
  const source = { remoteUrl: repository, directory: join(folder.path, 'mirror.git'), token: null, branch: null };

  await openMirror(gitDeps(), source, never);

  expect(existsSync(trap)).toBe(false);
  await git(repository, 'status').catch(() => undefined);
  expect(existsSync(trap), 'the trap works').toBe(true);
});

test('runs no program that a local repository names for the references of its alternates', async () => {
  await using journey = await gitJourney({ a: 'a\n' });
  const { repository, mirror } = journey;
  const trap = join(journey.folder, 'sprung');
  await git(journey.folder, 'init', '--quiet', '--bare', 'other.git');
  await writeFile(join(repository, '.git/objects/info/alternates'), `${journey.folder}/other.git/objects\n`);
  await appendFile(join(repository, '.git/config'), `[core]\n\talternateRefsCommand = touch ${trap};\n`);
  const push = { mirror, sha: mirror.baseSha, remoteUrl: repository, token: null, branch: 'sandpiper/7-fix' };

  await openMirror(gitDeps(), { ...push, directory: mirror.directory, branch: null }, never);
  await pushCommit(gitDeps(), push, never);

  expect(await git(repository, 'rev-parse', push.branch)).toBe(mirror.baseSha);
  expect(existsSync(trap)).toBe(false);
  await git(mirror.directory, 'push', '--quiet', repository, `${mirror.baseSha}:refs/heads/naive`);
  expect(existsSync(trap), 'the trap works').toBe(true);
});

test('lets no remote write more to this machine than it may, and keeps nothing of it', async () => {
  await using folder = await temporaryFolder();
  const repository = join(folder.path, 'repository');
  await checkoutWith(repository, { 'large.bin': randomBytes(300_000) });
  const server = await gitHttpServer({ root: folder.path, tokens: { reader: 'read' } });
  await using _ = server;
  const directory = join(folder.path, 'mirror.git');
  const overHttp = { remoteUrl: `${server.url}/repository/.git`, directory, token: 'reader', branch: null };
  const byPath = { ...overHttp, remoteUrl: repository, token: null };
  const small = gitDeps({ maxRepositoryBytes: 64 * 1024 });

  await expect(openMirror(small, overHttp, never)).rejects.toMatchObject({ kind: 'too-large' });
  await expect(openMirror(small, byPath, never)).rejects.toMatchObject({ kind: 'too-large' });

  expect(await readdir(join(directory, 'objects/pack'))).toEqual([]);
  await openMirror(gitDeps(), overHttp, never);
  expect((await readdir(join(directory, 'objects/pack'))).filter((name) => name.endsWith('.pack'))).toHaveLength(1);
});

test('shows the token in no command line', async () => {
  await using folder = await temporaryFolder();
  const seen = Promise.withResolvers<readonly string[]>();
  const server = createServer((_request, response) => {
    commandLines()
      .then(seen.resolve, seen.reject)
      .finally(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const remoteUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/repo`;
  const source = { remoteUrl, directory: join(folder.path, 'mirror.git'), token: 'ghs_visible', branch: null };

  await openMirror(gitDeps(), source, never).catch(() => undefined);

  const lines = (await seen.promise).filter((line) => line.includes(remoteUrl));
  expect(lines.length, 'git was seen').toBeGreaterThan(0);
  expect(lines.join('\n')).not.toMatch(/ghs_visible|eC1hY2Nlc3M|extraHeader/);
  server.closeAllConnections();
  server.close();
});

async function commandLines(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
}

async function gitWithInput(directory: string, input: string, command: string): Promise<string> {
  const child = spawn('sh', ['-c', `git ${command} < '${input}'`], { cwd: directory });
  const chunks = await child.stdout.toArray();
  return Buffer.concat(chunks).toString('utf8').trim();
}
