import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pushCommit } from '../../src/git/push-commit.ts';
import { committedChange } from '../support/committed-change.ts';
import { commitFiles, git, gitDeps, never } from '../support/git-fixture.ts';
import { gitHttpServer } from '../support/git-http-server.ts';

const branch = 'sandpiper/7-fix-the-sum';
const open: { stack: AsyncDisposableStack; ready: Awaited<ReturnType<typeof remoteWithChange>> | null } = {
  stack: new AsyncDisposableStack(),
  ready: null,
};

/** A remote over HTTP, its mirror, and a commit in it that is to be published. */
async function remoteWithChange() {
  const made = open.stack.use(
    await committedChange({ 'src/sum.js': 'broken\n' }, { writes: { 'src/sum.js': 'fixed\n' } }),
  );
  const server = open.stack.use(await gitHttpServer({ root: made.folder, tokens: { writer: 'write' } }));
  const remoteUrl = `${server.url}/repository/.git`;
  return { ...made, server, push: { mirror: made.mirror, sha: made.sha, remoteUrl, token: 'writer', branch } };
}

function ready() {
  if (open.ready === null) throw new Error('There is no remote');
  return open.ready;
}

const refsOf = (repository: string) => git(repository, 'for-each-ref', '--format=%(refname) %(objectname)');

/** As somebody would who has no rules. */
async function pushByHand(...refspec: readonly string[]): Promise<void> {
  const { mirror, repository } = ready();
  await git(mirror.directory, 'push', '--quiet', repository, ...refspec);
}

beforeAll(async () => {
  open.ready = await remoteWithChange();
  // By hand, the default branch of a checkout can be pushed to as well.
  await git(ready().repository, 'config', 'receive.denyCurrentBranch', 'ignore');
});
beforeEach(async () => {
  const { repository, mirror } = ready();
  const refs = (await git(repository, 'for-each-ref', '--format=%(refname)')).split('\n');
  for (const ref of refs) if (ref !== 'refs/heads/main') await git(repository, 'update-ref', '-d', ref);
  await git(repository, 'update-ref', 'refs/heads/main', mirror.baseSha);
});
afterAll(() => open.stack.disposeAsync());

describe('a name that is none of ours', () => {
  test.for([
    'main',
    'HEAD',
    '@',
    'refs/heads/main',
    'refs/tags/v1',
    'tags/v1',
    'v1.0',
    '-x',
    '--force',
    '--mirror',
    '--receive-pack=touch /tmp/x',
    '+sandpiper/7-fix',
    'sandpiper/7-fix:main',
    'sandpiper/7-fix:refs/tags/v1',
    ':main',
    'sandpiper/7-fix main',
    'sandpiper/7-fix\nmain',
    'sandpiper/../main',
    'sandpiper/7-fix/../../main',
    'sandpiper/7-fix.lock',
    'sandpiper/7-a/b',
    'sandpiper/*',
    'sandpiper/7-fix^',
    'sandpiper/7-FIX',
    'sandpiper/0',
    'sandpiper/-7',
    'sandpiper/7-é',
    'sandpiper/7-fix\0',
    `sandpiper/7-${'x'.repeat(100)}`,
    '',
  ])('is refused before anybody is asked: %j', async (name) => {
    const { push, server, repository } = ready();
    const [before, asked] = [await refsOf(repository), server.requests.length];

    await expect(pushCommit(gitDeps(), { ...push, branch: name }, never)).rejects.toThrow(TypeError);

    expect(server.requests).toHaveLength(asked);
    expect(await refsOf(repository)).toBe(before);
  });

  test.for(['refs/heads/main', 'refs/tags/v1', 'refs/heads/-x', 'refs/heads/sandpiper/7-FIX'])(
    'would be taken from git alone: %s',
    async (ref) => {
      const { sha, repository } = ready();

      await pushByHand(`${sha}:${ref}`);

      expect(await refsOf(repository)).toContain(`${ref} ${sha}`);
    },
  );

  test('is the default branch, even where that is called like one of ours', async () => {
    const { push, mirror, server } = ready();
    const asked = server.requests.length;
    const same = { ...push, mirror: { ...mirror, branch } };

    await expect(pushCommit(gitDeps(), same, never)).rejects.toThrow(TypeError);

    expect(server.requests).toHaveLength(asked);
  });
});

describe('a branch of our name that exists', () => {
  const at = async (commit: () => Promise<string>) => {
    const { repository } = ready();
    await git(repository, 'update-ref', `refs/heads/${branch}`, await commit());
  };

  test.for<readonly [string, () => Promise<string>]>([
    ['at an older commit, to which ours would only be added', async () => ready().mirror.baseSha],
    ['at a much older one', () => git(ready().repository, 'rev-parse', `${ready().mirror.baseSha}~2`)],
    [
      "at somebody's commit on top of ours",
      async () => {
        const { repository, sha, mirror } = ready();
        await git(repository, 'fetch', '--quiet', '--update-shallow', mirror.directory, sha);
        return await git(repository, 'commit-tree', '-p', sha, '-m', 'By hand', `${sha}^{tree}`);
      },
    ],
    [
      'at a commit that has nothing in common with ours',
      () => git(ready().repository, 'commit-tree', '-m', 'Alone', `${ready().mirror.baseSha}^{tree}`),
    ],
  ])('%s is left as it is, and git alone would move it', async ([, commit]) => {
    const { push, sha, repository } = ready();
    await at(commit);
    const before = await refsOf(repository);

    await expect(pushCommit(gitDeps(), push, never)).rejects.toMatchObject({ kind: 'branch-exists' });

    expect(await refsOf(repository)).toBe(before);
    await pushByHand('--force', `${sha}:refs/heads/${branch}`);
    expect(await refsOf(repository)).toContain(`refs/heads/${branch} ${sha}`);
  });

  test('is left as it is when it came up between the look and the push', async () => {
    const { push, mirror, repository } = ready();
    const hook = join(repository, '.git/hooks/pre-receive');
    const ref = `refs/heads/${branch}`;
    await writeFile(hook, `#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref ${ref} ${mirror.baseSha}\n`, {
      mode: 0o755,
    });

    const pushed = pushCommit(gitDeps(), push, never);

    await expect(pushed).rejects.toMatchObject({ name: 'GitFault' });
    expect(await git(repository, 'rev-parse', ref)).toBe(mirror.baseSha);
    await git(repository, 'config', 'core.hooksPath', '/dev/null');
  });

  test('as a tag is no branch: ours is created beside it, and the tag stays', async () => {
    const { push, sha, mirror, repository } = ready();
    await git(repository, 'tag', branch, mirror.baseSha);

    await pushCommit(gitDeps(), push, never);

    const refs = await refsOf(repository);
    expect(refs).toContain(`refs/heads/${branch} ${sha}`);
    expect(refs).toContain(`refs/tags/${branch} ${mirror.baseSha}`);
  });

  test('that holds our commit already is no obstacle, and a default branch that moved on stays where it is', async () => {
    const { push, sha, repository } = ready();
    const tip = await commitFiles(repository, { 'other.js': 'other\n' });

    await pushCommit(gitDeps(), push, never);
    await expect(pushCommit(gitDeps(), push, never)).resolves.toBeUndefined();

    expect(await refsOf(repository)).toBe(`refs/heads/main ${tip}\nrefs/heads/${branch} ${sha}`);
  });
});
