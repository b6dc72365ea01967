import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ChangeEntry } from '../../src/git/change.ts';
import { commitChange } from '../../src/git/commit-change.ts';
import { openMirror } from '../../src/git/open-mirror.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { gitHubOrigin } from '../../src/run/origins/github-origin.ts';
import type { PublicationRequest } from '../../src/run/origins/origin.ts';
import { encloseDescription } from '../../src/run/publishing/renew-description.ts';
import { gitDeps, never } from '../support/git-fixture.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const write = (path: string, text: string | Uint8Array, mode: '100644' | '100755' = '100644'): ChangeEntry => {
  const bytes = Buffer.from(text);
  const status = path === existing ? 'modified' : 'added';
  return { kind: 'write', status, path, mode, blob: idOf(bytes), bytes };
};
const idOf = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
const refs = '/repos/{owner}/{repo}/git/refs';
const existing = 'src/ä/b.js';
const mended = [write(existing, 'mended\n'), write('src/new.js', 'new\n')];
const large = [write('large.txt', 'x'.repeat(1024 * 1024 + 1))];
const branch = 'sandpiper/1-it-is-wrong';
const secret = 'a-secret-of-the-operator';
const verifiedCheck = {
  title: 'Verified',
  text: 'ok 1',
  conclusion: 'success',
  annotations: [],
  externalId: 'run-7',
} as const;

/** A GitHub, and a change of its repository that is committed in a mirror and ready to be published. */
async function readyToPublish(entries: readonly ChangeEntry[] = mended, seed = someSeed()) {
  await using undo = new AsyncDisposableStack();
  const hub = undo.use(await startGitHubWithApp(seed));
  const { github } = hub;
  const folder = undo.use(await temporaryDirectory());
  const { id: appId, privateKey } = github.app;
  const client = connectGitHub({ apiUrl: github.apiUrl, appId, privateKey, polite: false });
  const { owner, name } = seed.repository;
  const origin = gitHubOrigin(
    {
      client,
      git: gitDeps(),
      serverUrl: github.origin,
      botLogin: 'sandpiper[bot]',
      neverLabel: 'no-agent',
      now: Date.now,
      secrets: [secret],
    },
    {
      installationId: seed.app.installationId,
      repository: { owner, name },
      issue: { number: 1, title: 'It is wrong', body: 'See here.', author: 'plover' },
      sender: 'wader',
      senderId: 7,
      requestedAt: '2024-05-03T10:00:00Z',
    },
  );
  const source = await origin.openSource(never);
  const mirror = await openMirror(gitDeps(), { ...source, directory: join(folder.path, 'm.git'), branch: null }, never);
  await source[Symbol.asyncDispose]();
  const { sha, tree } = await commitChange(
    gitDeps(),
    mirror,
    {
      change: { baseSha: mirror.baseSha, entries },
      message: 'It is wrong\n\nIssue: #1\n\nSandpiper-Run: r1\n',
      author: origin.committer,
      at: new Date(0),
    },
    never,
  );
  const request: PublicationRequest = {
    mirror,
    sha,
    draft: false,
    word: ({ sha: published, checksUrl }) => ({
      pullRequest: { title: 'It is wrong (#1)', body: `Fixes #1\n\n${published} ${checksUrl}` },
      checkRun: { ...verifiedCheck, summary: `It was run: ${published}` },
    }),
    invite: { labels: [], reviewers: [] },
  };
  const owned = undo.move();
  return {
    hub,
    github,
    origin,
    mirror,
    sha,
    tree,
    request,
    publish: (differences: Partial<PublicationRequest> = {}) => origin.publish({ ...request, ...differences }, never),
    operations: () => github.requests().map(({ operation }) => operation),
    async [Symbol.asyncDispose]() {
      const violations = github.contractViolations();
      await owned.disposeAsync();
      if (violations.length > 0) throw new Error(`GitHub would refuse this: ${JSON.stringify(violations)}`);
    },
  };
}

describe('a small change', () => {
  test('is committed by GitHub itself, which signs it: the tree that was proved, its message, one parent', async () => {
    await using ready = await readyToPublish();
    const { github } = ready;

    const publication = await ready.publish();

    const [pull] = await github.pulls();
    expect(publication).toMatchObject({ kind: 'pull-request', branch, sha: pull?.head.sha, notes: [] });
    expect(await github.isVerified(branch)).toBe(true);
    expect(pull?.head.sha).not.toBe(ready.sha);
    expect(await github.treeOf(branch)).toBe(ready.tree);
    expect(await github.commitMessage(branch)).toContain('\nSandpiper-Run: r1\n');
    expect(await github.checkRuns(pull?.head.sha ?? '')).toMatchObject([{ conclusion: 'success' }]);
    expect(ready.operations()).not.toContain('git-receive-pack');
  });

  test('is worded by the id it has at GitHub, in the pull request and in the check', async () => {
    await using ready = await readyToPublish();
    const { github } = ready;

    await ready.publish();

    const [pull] = await github.pulls();
    const sha = pull?.head.sha ?? '';
    expect(pull?.body).toBe(
      encloseDescription(`Fixes #1\n\n${sha} ${github.origin}/wader/tidewords/commit/${sha}/checks`),
    );
    expect(await github.checkRuns(sha)).toMatchObject([{ output: { summary: `It was run: ${sha}`, text: 'ok 1' } }]);
  });

  test('shows no secret, in whatever text it is worded', async () => {
    await using ready = await readyToPublish();
    const place = { path: 'a', startLine: 1, endLine: 1, level: 'notice', title: 'a' } as const;
    const checkRun = { ...verifiedCheck, title: secret, summary: secret, text: secret };

    await ready.publish({
      word: () => ({
        pullRequest: { title: secret, body: secret },
        checkRun: { ...checkRun, annotations: [{ ...place, message: secret }] },
      }),
    });

    const [pull] = await ready.github.pulls();
    const [check] = await ready.github.checkRuns(pull?.head.sha ?? '');
    expect(pull).toMatchObject({ title: '[redacted]', body: encloseDescription('[redacted]') });
    expect(check?.output).toMatchObject({ title: '[redacted]', summary: '[redacted]', text: '[redacted]' });
  });

  test('comes out as the same tree, whatever its files are', async () => {
    await using ready = await readyToPublish([
      write('bytes-that-are-no-text.bin', Uint8Array.of(0, 255, 254, 10)),
      write('byte-order-mark.txt', '\uFEFFa\r\nb'),
      write('zero-byte.txt', 'a\0b'),
      write('empty', ''),
      write('run.sh', '#!/bin/sh\n', '100755'),
      { kind: 'delete', status: 'deleted', path: 'src/ä/b.js' },
    ]);

    await ready.publish();

    expect(await ready.github.treeOf(branch)).toBe(ready.tree);
    expect(await ready.github.isVerified(branch)).toBe(true);
  });
});

describe('what GitHub is not asked to commit', () => {
  test.for<readonly [string, readonly ChangeEntry[]]>([
    ['many files', Array.from({ length: 51 }, (_, index) => write(`f${index}`, `${index}\n`))],
    ['a megabyte', large],
  ])('is pushed as it is: %s', async ([, entries]) => {
    await using ready = await readyToPublish(entries);

    const publication = await ready.publish();

    expect(publication).toMatchObject({ sha: ready.sha });
    expect((await ready.github.branches()).get(branch)).toBe(ready.sha);
    expect(await ready.github.isVerified(branch)).toBe(false);
  });

  test('nor what it makes other files of: that commit is never shown, and ours is pushed', async () => {
    await using ready = await readyToPublish();
    ready.github.alterNextTree('src/new.js', 'evil\n');

    const publication = await ready.publish();

    expect(publication).toMatchObject({ sha: ready.sha });
    expect(await ready.github.readFile(branch, 'src/new.js')).toBe('new\n');
  });

  test.for(['trees', 'commits'])('nor what it refuses at %s', async (kind) => {
    await using ready = await readyToPublish();
    ready.github.failNext({ method: 'POST', route: `/repos/{owner}/{repo}/git/${kind}`, status: 502 });

    await ready.publish();

    expect((await ready.github.branches()).get(branch)).toBe(ready.sha);
  });
});

describe('a branch', () => {
  test.for<readonly [string, readonly ChangeEntry[]]>([
    ['committed by GitHub', mended],
    ['pushed', large],
  ])('that exists is left where it is and gets a sibling: %s', async ([, entries]) => {
    await using ready = await readyToPublish(entries);
    await ready.github.createBranch(branch, 'main');
    const before = (await ready.github.branches()).get(branch);

    const publication = await ready.publish();

    expect(publication).toMatchObject({ branch: `${branch}-2` });
    expect((await ready.github.branches()).get(branch)).toBe(before);
    expect(ready.github.requests().filter(({ method }) => method === 'PATCH' || method === 'PUT')).toEqual([]);
  });

  test('of a closed pull request is not brought back to life, though its name is free', async () => {
    await using ready = await readyToPublish();
    await ready.publish();
    await ready.github.closePull(1 + 3, 'wader');
    await ready.github.deleteBranch(branch);

    const publication = await ready.publish();

    expect(publication).toMatchObject({ branch: `${branch}-2` });
    expect((await ready.github.branches()).has(branch)).toBe(false);
  });

  test('that is the default branch is never written to, even if it is called like one of ours', async () => {
    const seed = someSeed();
    await using ready = await readyToPublish(mended, {
      ...seed,
      repository: { ...seed.repository, defaultBranch: branch },
    });

    const publication = await ready.publish();

    expect(publication).toMatchObject({ branch: `${branch}-2` });
    expect((await ready.github.branches()).get(branch)).toBe(ready.mirror.baseSha);
  });

  test('whose creation got no answer is looked up, not made twice', async () => {
    await using ready = await readyToPublish();
    ready.github.failNext({ method: 'POST', route: refs, status: 'answer-lost' });

    const publication = await ready.publish();

    expect(publication).toMatchObject({ branch });
    expect([...(await ready.github.branches()).keys()].toSorted()).toEqual(['main', branch]);
    expect(ready.operations().filter((one) => one === 'git/create-ref')).toHaveLength(1);
  });

  test('that a rule forbids is a fault in words, and nothing stays behind', async () => {
    await using ready = await readyToPublish();
    await ready.github.refusePushes('sandpiper/');

    await expect(ready.publish()).rejects.toThrow(/rule violations/);

    expect([...(await ready.github.branches()).keys()]).toEqual(['main']);
  });

  test.for<readonly [string, string]>([
    ['the check run', '/repos/{owner}/{repo}/check-runs'],
    ['the pull request', '/repos/{owner}/{repo}/pulls'],
  ])('is taken back when %s is refused', async ([, route]) => {
    await using ready = await readyToPublish();
    ready.github.failNext({ method: 'POST', route, status: 422 });

    await expect(ready.publish()).rejects.toThrow(/422/);

    expect([...(await ready.github.branches()).keys()]).toEqual(['main']);
  });
});

test('an open pull request of an earlier run is not taken for ours when something fails', async () => {
  await using ready = await readyToPublish();
  await ready.publish();
  ready.github.failNext({ method: 'POST', route: refs, status: 500 });

  await expect(ready.publish()).rejects.toThrow(/500/);

  expect(await ready.github.pulls()).toHaveLength(1);
});

test('a pull request whose answer was lost is found again and reported', async () => {
  await using ready = await readyToPublish();
  ready.github.failNext({ method: 'POST', route: '/repos/{owner}/{repo}/pulls', status: 'answer-lost' });

  expect(await ready.publish()).toMatchObject({ kind: 'pull-request', branch });

  expect(await ready.github.pulls()).toHaveLength(1);
});

describe('a token', () => {
  test.for([
    ['at the first use', 'git/create-tree', '/repos/{owner}/{repo}/git/trees'],
    ['between the commit and its branch', 'git/create-ref', refs],
    ['between the branch and the pull request', 'pulls/create', '/repos/{owner}/{repo}/pulls'],
  ] as const)('that GitHub no longer knows %s is minted anew', async ([, operation, route]) => {
    await using ready = await readyToPublish();
    const before = ready.github.mintedTokens().length;
    ready.github.failNext({ method: 'POST', route, status: 401 });

    expect(await ready.publish()).toMatchObject({ branch });

    expect(ready.operations().filter((one) => one === operation)).toHaveLength(2);
    expect(ready.github.mintedTokens()).toHaveLength(before + 2);
    expect(ready.github.revokedTokens()).toHaveLength(before + 2);
    expect(await ready.github.pulls()).toHaveLength(1);
  });

  test.for<readonly [string, readonly ChangeEntry[], string, string]>([
    ['after GitHub made the commit', mended, 'POST', refs],
    ['before the check run', mended, 'POST', '/repos/{owner}/{repo}/check-runs'],
    ['before a push', large, 'GET', '/repos/{owner}/{repo}/pulls'],
  ])(
    'that expires %s is minted anew, and that the old one cannot be revoked is no fault',
    async ([, entries, ...call]) => {
      await using ready = await readyToPublish(entries);
      const before = ready.github.mintedTokens().length;
      const [method, route] = call;
      ready.github.failNext({ method, route, status: 'tokens-expire' });

      expect(await ready.publish()).toMatchObject({ branch });

      const states = ready.github.mintedTokens().slice(before);
      expect(states.map(({ state }) => state)).toEqual(['expired', 'revoked']);
      expect(await ready.github.pulls()).toHaveLength(1);
    },
  );

  test('is revoked after a fault too', async () => {
    await using ready = await readyToPublish();
    ready.github.failNext({ method: 'POST', route: '/repos/{owner}/{repo}/pulls', status: 422 });

    await expect(ready.publish()).rejects.toThrow(/422/);

    expect(ready.github.mintedTokens().filter(({ state }) => state !== 'revoked')).toEqual([]);
  });

  test('that cannot be revoked fails nothing', async () => {
    await using ready = await readyToPublish();
    ready.github.failNext({ method: 'DELETE', route: '/installation/token', status: 403 });

    expect(await ready.publish()).toMatchObject({ branch });

    expect(ready.github.mintedTokens().at(-1)).toMatchObject({ state: 'active' });
  });

  test('is minted anew only once', async () => {
    await using ready = await readyToPublish();
    ready.github.failNext({ method: 'POST', route: refs, status: 401, times: 3 });

    await expect(ready.publish()).rejects.toThrow(/401/);
  });
});

describe('labels and reviewers', () => {
  test('are set on the open pull request', async () => {
    await using ready = await readyToPublish();

    const publication = await ready.publish({ invite: { labels: ['bug', 'by agent'], reviewers: ['turnstone'] } });

    expect(publication).toMatchObject({ notes: [] });
    expect(await ready.github.pulls()).toMatchObject([{ labels: ['bug', 'by agent'], reviewers: ['turnstone'] }]);
  });

  test('of whom one is no collaborator: the others are asked, and it is a note', async () => {
    await using ready = await readyToPublish();

    const publication = await ready.publish({ invite: { labels: [], reviewers: ['turnstone', 'gull'] } });

    expect(publication).toMatchObject({ notes: [expect.stringMatching(/did not ask gull for a review .*422/)] });
    expect(await ready.github.pulls()).toMatchObject([{ reviewers: ['turnstone'] }]);
  });

  test('that GitHub refuses are a note, and the pull request stands', async () => {
    await using ready = await readyToPublish();
    const issue = '/repos/{owner}/{repo}/issues/{issue_number}/labels';
    const reviewers = '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
    ready.github.failNext({ method: 'POST', route: issue, status: 403 });
    ready.github.failNext({ method: 'POST', route: reviewers, status: 'disconnect' });

    const publication = await ready.publish({ invite: { labels: ['bug'], reviewers: ['gull'] } });

    expect(publication).toMatchObject({
      kind: 'pull-request',
      notes: [expect.stringMatching(/label.*bug.*403/), expect.stringMatching(/gull.*no answer/)],
    });
    expect(await ready.github.pulls()).toHaveLength(1);
  });
});
