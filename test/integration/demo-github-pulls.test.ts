import { RequestError } from 'octokit';
import { expect, test } from 'vitest';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

const change = {
  message: 'Mend it',
  author: { name: 'sandpiper[bot]', email: 'sandpiper@bots.example' },
  at: '2024-05-03T10:00:00Z',
  files: { 'README.md': '# Tides\n\nMended.\n' },
};

async function startWithChange() {
  const hub = await startGitHubWithApp();
  await hub.github.createBranch('mend', 'main');
  await hub.github.commit('mend', change);
  return hub;
}

async function words(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    if (error instanceof RequestError) return `${error.status} ${JSON.stringify(error.response?.data)}`;
    throw error;
  }
  return 'accepted';
}

test('a pull request shows the commits of its branch', async () => {
  await using hub = await startWithChange();
  const { pulls } = hub.as(await hub.mint({ pull_requests: 'write' })).rest;

  const { data } = await pulls.create({
    ...hub.at,
    title: 'Mend',
    head: 'mend',
    base: 'main',
    body: 'why',
    draft: true,
  });

  const head = (await hub.github.branches()).get('mend');
  expect(data).toMatchObject({
    draft: true,
    commits: 1,
    changed_files: 1,
    additions: 2,
    deletions: 0,
    head: { sha: head },
  });
  expect(data.html_url).toBe(`${hub.github.origin}/wader/tidewords/pull/4`);
  expect(await hub.github.pulls()).toMatchObject([
    { title: 'Mend', author: 'sandpiper[bot]', draft: true, body: 'why' },
  ]);
  expect(hub.github.contractViolations()).toEqual([]);
});

test('a second pull request for the same branch is refused', async () => {
  await using hub = await startWithChange();
  const { pulls } = hub.as(await hub.mint({ pull_requests: 'write' })).rest;
  const pull = { ...hub.at, title: 'Mend', head: 'mend', base: 'main' };
  await pulls.create(pull);

  expect(await words(pulls.create(pull))).toMatch(/^422.*A pull request already exists for wader:mend/);
  expect(await hub.github.pulls()).toHaveLength(1);
});

test.for([
  ['has no commits of its own', { head: 'still', base: 'main' }, /^422.*No commits between main and still/],
  ['does not exist', { head: 'unheard-of', base: 'main' }, /^422.*"field":"head"/],
  ['has no base', { head: 'mend', base: 'unheard-of' }, /^422.*"field":"base"/],
] as const)('a pull request is refused when its branch %s', async ([, branches, expected]) => {
  await using hub = await startWithChange();
  await hub.github.createBranch('still', 'main');
  const { pulls } = hub.as(await hub.mint({ pull_requests: 'write' })).rest;

  expect(await words(pulls.create({ ...hub.at, title: 'Mend', ...branches }))).toMatch(expected);
});

test('a text that is too long is refused', async () => {
  await using hub = await startWithChange();
  const { issues } = hub.as(await hub.mint({ issues: 'write' })).rest;

  const comment = issues.createComment({ ...hub.at, issue_number: 1, body: 'x'.repeat(65_537) });

  expect(await words(comment)).toMatch(/^422.*too long/);
});

test('an open pull request follows its branch, and the app hears of it', async () => {
  await using hub = await startWithChange();
  const { pulls } = hub.as(await hub.mint({ pull_requests: 'write' })).rest;
  const { data: pull } = await pulls.create({ ...hub.at, title: 'Mend', head: 'mend', base: 'main' });

  const sha = await hub.github.commit('mend', { ...change, message: 'More', files: { 'MORE.md': 'more\n' } });

  const { data } = await pulls.get({ ...hub.at, pull_number: pull.number });
  expect(data).toMatchObject({ commits: 2, head: { sha } });
  expect(hub.github.deliveries().map((one) => JSON.parse(one.body))).toMatchObject([
    { action: 'synchronize', number: pull.number, before: pull.head.sha, after: sha, installation: { id: 51_007 } },
  ]);
});

test('a check run needs a commit that exists', async () => {
  await using hub = await startWithChange();
  const { checks } = hub.as(await hub.mint({ checks: 'write' })).rest;
  const check = { ...hub.at, name: 'Proof', status: 'completed', conclusion: 'success' } as const;
  const sha = (await hub.github.branches()).get('mend') ?? '';

  await checks.create({ ...check, head_sha: sha, output: { title: 'Proven', summary: 'It was run.' } });

  expect(await hub.github.checkRuns(sha)).toMatchObject([
    { name: 'Proof', conclusion: 'success', output: { title: 'Proven' } },
  ]);
  expect(await words(checks.create({ ...check, head_sha: '0'.repeat(40) }))).toMatch(/^422.*No commit found/);
});

test('a branch can be taken back', async () => {
  await using hub = await startWithChange();
  const { git } = hub.as(await hub.mint({ contents: 'write' })).rest;

  await git.deleteRef({ ...hub.at, ref: 'heads/mend' });

  expect([...(await hub.github.branches()).keys()]).toEqual(['main']);
  expect(await words(git.getRef({ ...hub.at, ref: 'heads/mend' }))).toMatch(/^404/);
  expect(await words(git.deleteRef({ ...hub.at, ref: 'heads/mend' }))).toMatch(/^422/);
});

test('the default branch can be renamed', async () => {
  await using hub = await startGitHubWithApp(someSeed());
  const { repos } = hub.as(await hub.mint({ metadata: 'read', contents: 'read' })).rest;

  await hub.github.renameDefaultBranch('trunk');

  expect((await repos.get(hub.at)).data.default_branch).toBe('trunk');
  expect([...(await hub.github.branches()).keys()]).toEqual(['trunk']);
});
