import { execFile } from 'node:child_process';
import { appendFile, chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const run = promisify(execFile);

async function git(...args: readonly string[]): Promise<string> {
  const identity = ['-c', 'user.name=w', '-c', 'user.email=w@tidewords.example', '-c', 'credential.helper='];
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: tmpdir(),
  };
  return (await run('git', [...identity, ...args], { env })).stdout;
}

function urlWith(hub: Awaited<ReturnType<typeof startGitHubWithApp>>, token: string, name = 'tidewords'): string {
  return `${hub.github.origin.replace('//', `//x-access-token:${token}@`)}/wader/${name}.git`;
}

test('what was pushed is what REST tells and what the next clone holds', async () => {
  await using hub = await startGitHubWithApp();
  await using directory = await temporaryDirectory();
  const clone = join(directory.path, 'clone');
  const url = urlWith(hub, await hub.mint({ contents: 'write' }, ['tidewords']));
  await git('clone', '--quiet', url, clone);
  await appendFile(join(clone, 'src/ä/b.js'), '3\n');
  await git('-C', clone, 'commit', '--quiet', '--all', '--message', 'Third');
  await git('-C', clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/sandpiper/1-third');

  const head = (await git('-C', clone, 'rev-parse', 'HEAD')).trim();
  const { git: rest, repos } = hub.as(await hub.mint({ contents: 'read' })).rest;
  const { data: ref } = await rest.getRef({ ...hub.at, ref: 'heads/sandpiper/1-third' });
  const { data: content } = await repos.getContent({ ...hub.at, path: 'src/ä/b.js', ref: 'sandpiper/1-third' });
  await git('clone', '--quiet', '--branch', 'sandpiper/1-third', url, join(directory.path, 'second'));

  expect(ref.object.sha).toBe(head);
  expect(content).toMatchObject({ content: expect.stringContaining(btoa('2\n3\n')) });
  expect(await readFile(join(directory.path, 'second/src/ä/b.js'), 'utf8')).toBe('2\n3\n');
  expect(await hub.github.readFile('sandpiper/1-third', 'src/ä/b.js')).toBe('2\n3\n');
  expect(await git('-C', clone, 'fsck', '--strict')).toBe('');
});

test('a token that may read cannot push', async () => {
  await using hub = await startGitHubWithApp();
  await using directory = await temporaryDirectory();
  const url = urlWith(hub, await hub.mint({ contents: 'read' }));
  await git('clone', '--quiet', '--bare', url, directory.path);

  await expect(git('-C', directory.path, 'push', url, 'main:refs/heads/more')).rejects.toThrow(/403/);

  expect([...(await hub.github.branches()).keys()]).toEqual(['main']);
});

test('a private repository is closed to strangers and to tokens for another', async () => {
  await using hub = await startGitHubWithApp();
  const elsewhere = await hub.mint({ contents: 'write' }, ['other']);
  const withoutContents = await hub.mint({ issues: 'write' });

  await expect(git('ls-remote', `${hub.github.origin}/wader/tidewords.git`)).rejects.toThrow(/could not read Username/);
  await expect(git('ls-remote', urlWith(hub, 'ghs_invented'))).rejects.toThrow(/Authentication failed/);
  await expect(git('ls-remote', urlWith(hub, elsewhere))).rejects.toThrow(/not found/);
  await expect(git('ls-remote', urlWith(hub, withoutContents))).rejects.toThrow(/403/);
  expect(await git('ls-remote', urlWith(hub, await hub.mint({ contents: 'read' })))).toContain('refs/heads/main');
});

test('a public repository can be read by everybody and written by nobody', async () => {
  const seed = someSeed();
  await using hub = await startGitHubWithApp({ ...seed, repository: { ...seed.repository, private: false } });
  await using directory = await temporaryDirectory();
  const url = `${hub.github.origin}/wader/tidewords.git`;

  await git('clone', '--quiet', '--bare', url, directory.path);

  await expect(git('-C', directory.path, 'push', url, 'main:more')).rejects.toThrow(/could not read Username/);
});

test('a rule of the repository declines a push', async () => {
  await using hub = await startGitHubWithApp();
  await using directory = await temporaryDirectory();
  const url = urlWith(hub, await hub.mint({ contents: 'write' }));
  await git('clone', '--quiet', '--bare', url, directory.path);
  await hub.github.refusePushes('sandpiper/');

  await expect(git('-C', directory.path, 'push', url, 'main:refs/heads/sandpiper/1')).rejects.toThrow(/GH013/);
  await git('-C', directory.path, 'push', '--quiet', url, 'main:refs/heads/other');

  expect([...(await hub.github.branches()).keys()].sort()).toEqual(['main', 'other']);
});

test('a push can be planned to fail', async () => {
  await using hub = await startGitHubWithApp();
  await using directory = await temporaryDirectory();
  const url = urlWith(hub, await hub.mint({ contents: 'write' }));
  await git('clone', '--quiet', '--bare', url, directory.path);
  hub.github.failNext({ method: 'POST', route: 'git-receive-pack', status: 500 });

  await expect(git('-C', directory.path, 'push', url, 'main:refs/heads/more')).rejects.toThrow(/500/);

  expect(hub.github.requests().at(-1)).toMatchObject({ operation: 'git-receive-pack', status: 500 });
});

test('history of every shape keeps its ids on the way through REST', async () => {
  await using hub = await startGitHubWithApp();
  await using directory = await temporaryDirectory();
  const clone = join(directory.path, 'clone');
  const url = urlWith(hub, await hub.mint({ contents: 'write' }));
  await git('clone', '--quiet', url, clone);
  const commit = (...args: readonly string[]) => git('-C', clone, 'commit', '--quiet', '--allow-empty', ...args);
  await commit(
    '--message',
    'From the west',
    '--date',
    '2024-01-02T03:04:05-03:30',
    '--author',
    'Ähm Öhm <a@b.example>',
  );
  await chmod(join(clone, 'README.md'), 0o755);
  await git('-C', clone, 'add', '--all');
  await commit('--message', 'Executable');
  await git('-C', clone, 'checkout', '--quiet', '-b', 'side', 'HEAD~1');
  await commit('--message', 'Aside');
  await git('-C', clone, 'merge', '--quiet', '--no-edit', 'main');

  await git('-C', clone, 'push', '--quiet', 'origin', 'side', 'main');

  const side = (await git('-C', clone, 'rev-parse', 'side')).trim();
  expect((await hub.github.branches()).get('side')).toBe(side);
});

test('a commit made over REST is signed when it names nobody, and is fetched like any other', async () => {
  await using hub = await startGitHubWithApp();
  const { git: data } = hub.as(await hub.mint({ contents: 'write' })).rest;
  const main = (await hub.github.branches()).get('main') ?? '';
  const entry = { path: 'src/ä/c.js', mode: '100644', type: 'blob', content: '3\n' } as const;

  const { data: tree } = await data.createTree({ ...hub.at, base_tree: main, tree: [entry] });
  const commit = { ...hub.at, message: 'Third', tree: tree.sha, parents: [main] };
  const { data: signed } = await data.createCommit(commit);
  const { data: named } = await data.createCommit({ ...commit, author: { name: 'A', email: 'a@b.example' } });
  await data.createRef({ ...hub.at, ref: 'refs/heads/signed', sha: signed.sha });
  await data.createRef({ ...hub.at, ref: 'refs/heads/named', sha: named.sha });

  expect(await hub.github.isVerified('signed')).toBe(true);
  expect(await hub.github.isVerified('named')).toBe(false);
  expect(await hub.github.readFile('signed', 'src/ä/c.js')).toBe('3\n');
  expect(await hub.github.readFile('signed', 'README.md')).toBe('# Tides\n');
  expect(hub.github.contractViolations()).toEqual([]);
});

test('a ref is created once, at a commit that exists, and not at all with a token that may only read', async () => {
  await using hub = await startGitHubWithApp();
  const create = async (permission: 'read' | 'write', ref: string, sha: string) => {
    const { git: data } = hub.as(await hub.mint({ contents: permission })).rest;
    return await data.createRef({ ...hub.at, ref, sha }).then(
      ({ status }) => String(status),
      (error: unknown) => String(error),
    );
  };
  const main = (await hub.github.branches()).get('main') ?? '';

  expect(await create('write', 'refs/heads/main', main)).toMatch(/already exists/);
  expect(await create('write', 'heads/new', main)).toMatch(/must start with/);
  expect(await create('write', 'refs/heads/new', 'a'.repeat(40))).toMatch(/does not exist/);
  expect(await create('read', 'refs/heads/new', main)).toMatch(/not accessible/);
  expect(await create('write', 'refs/heads/new', main)).toBe('201');
});
