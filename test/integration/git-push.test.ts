import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleCommit } from '../../src/git/bundle-commit.ts';
import { checkoutScript } from '../../src/git/checkout-script.ts';
import { commitChange } from '../../src/git/commit-change.ts';
import { openMirror } from '../../src/git/open-mirror.ts';
import { pushCommit } from '../../src/git/push-commit.ts';
import { commitFiles, git, gitDeps, never, runScript, temporaryFolder, writeFiles } from '../support/git-fixture.ts';
import { gitHttpServer, refusePushes } from '../support/git-http-server.ts';
import { gitJourney } from '../support/git-journey.ts';

const branch = 'sandpiper/7-fix-the-sum';

/** A commit ready to be pushed over HTTP, to a repository whose branch has a history. */
async function readyToPush() {
  const journey = await gitJourney({ 'src/sum.js': 'broken\n' });
  const server = await gitHttpServer({ root: journey.folder, tokens: { reader: 'read', writer: 'write' } });
  await writeFiles(journey.workspace, { 'src/sum.js': 'fixed\n' });
  const result = await journey.readChange();
  if (result.kind !== 'change') throw new Error('There is no change');
  const author = { name: 'Sandpiper', email: 'sandpiper@localhost' };
  const request = { change: result.change, message: 'Fix', author, at: new Date(0) };
  const { sha } = await commitChange(gitDeps(), journey.mirror, request, never);
  return {
    ...journey,
    sha,
    push: { mirror: journey.mirror, sha, remoteUrl: `${server.url}/repository/.git`, token: 'writer', branch },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await journey[Symbol.asyncDispose]();
    },
  };
}

test('creates the branch, with the whole history of its base', async () => {
  await using ready = await readyToPush();

  await pushCommit(gitDeps(), ready.push, never);

  expect(await git(ready.repository, 'rev-parse', branch)).toBe(ready.sha);
  expect(await git(ready.repository, 'log', '--format=%s', branch)).toBe('Fix\nThird\nSecond\nFirst');
  expect(await git(ready.repository, 'fsck', '--strict')).toBe('');
});

test('creates the branch when the default branch has moved on', async () => {
  await using ready = await readyToPush();
  await commitFiles(ready.repository, { 'other.txt': 'other\n' });

  await pushCommit(gitDeps(), ready.push, never);

  expect(await git(ready.repository, 'merge-base', branch, 'main')).toBe(ready.mirror.baseSha);
});

test.for([
  ['another commit', 'main'],
  ['an older commit', 'main~1'],
])('leaves a branch alone that exists with %s', async ([, at]) => {
  await using ready = await readyToPush();
  await git(ready.repository, 'branch', branch, String(at));
  const before = await git(ready.repository, 'rev-parse', branch);

  await expect(pushCommit(gitDeps(), ready.push, never)).rejects.toMatchObject({ kind: 'branch-exists' });

  expect(await git(ready.repository, 'rev-parse', branch)).toBe(before);
});

test('repeats what the remote said when it refuses', async () => {
  await using ready = await readyToPush();
  await refusePushes(join(ready.repository, '.git'), 'GH013: Changes must be made through a pull request');

  const pushing = pushCommit(gitDeps(), ready.push, never);

  await expect(pushing).rejects.toMatchObject({ kind: 'push-refused', message: expect.stringContaining('GH013') });
});

test.for([
  [{ token: 'reader' }, 'refused'],
  [{ token: 'guessed' }, 'refused'],
  [{ token: null }, 'refused'],
  [{ remoteUrl: 'http://127.0.0.1:9/repository' }, 'unreachable'],
] as const)('changes nothing when it pushes with %j', async ([difference, kind]) => {
  await using ready = await readyToPush();

  await expect(pushCommit(gitDeps(), { ...ready.push, ...difference }, never)).rejects.toMatchObject({ kind });

  expect(await git(ready.repository, 'branch', '--list', branch)).toBe('');
});

test.for(['main', 'refs/heads/main', 'sandpiper/', 'sandpiper/7-', '-x', 'sandpiper/7-a/b', 'sandpiper/7..8', 'v1.0'])(
  'pushes no branch called %s',
  async (name) => {
    await using ready = await readyToPush();

    await expect(pushCommit(gitDeps(), { ...ready.push, branch: name }, never)).rejects.toThrow(TypeError);
  },
);

test('pushes into a local checkout without touching its work tree or index, or running its hooks', async () => {
  await using ready = await readyToPush();
  await git(ready.repository, 'checkout', '--quiet', '-b', 'feature');
  await writeFile(join(ready.repository, 'src/sum.js'), 'half-finished\n');
  await refusePushes(join(ready.repository, '.git'), 'this hook ran');
  const index = await readFile(join(ready.repository, '.git/index'));

  await pushCommit(gitDeps(), { ...ready.push, remoteUrl: ready.repository, token: null }, never);

  expect(await git(ready.repository, 'rev-parse', branch)).toBe(ready.sha);
  expect(await git(ready.repository, 'branch', '--show-current')).toBe('feature');
  expect(await readFile(join(ready.repository, 'src/sum.js'), 'utf8')).toBe('half-finished\n');
  expect(await readFile(join(ready.repository, '.git/index'))).toEqual(index);
});

test('sends a commit of its own to a sandbox like any other', async () => {
  await using ready = await readyToPush();
  await using fresh = await temporaryFolder();
  await using bundle = await bundleCommit(gitDeps(), ready.mirror, ready.sha, never);

  await runScript(checkoutScript, { cwd: fresh.path, stdin: bundle.open() });

  expect(await readFile(join(fresh.path, 'src/sum.js'), 'utf8')).toBe('fixed\n');
});

test('is not confused by what it pushed when it opens the mirror again', async () => {
  await using ready = await readyToPush();
  await pushCommit(gitDeps(), ready.push, never);
  await git(ready.repository, 'merge', '--quiet', '--no-ff', '--message', 'Merge', branch);
  const { remoteUrl, token } = ready.push;

  const mirror = await openMirror(
    gitDeps(),
    { remoteUrl, token, directory: ready.mirror.directory, branch: null },
    never,
  );

  expect(await git(mirror.directory, 'show', `${mirror.baseSha}:src/sum.js`)).toBe('fixed');
});
