import { RequestError } from 'octokit';
import { expect, test } from 'vitest';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

/** The status of a request that must fail, with GitHub's words. */
async function refused(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    if (error instanceof RequestError) return `${error.status} ${error.message}`;
    throw error;
  }
  throw new Error('The request was not refused');
}

test('the app sees itself and its installation', async () => {
  await using hub = await startGitHubWithApp();

  const { data: app } = await hub.app.rest.apps.getAuthenticated();
  const { data: installation } = await hub.app.rest.apps.getRepoInstallation(hub.at);

  expect(app).toMatchObject({ id: 1207, slug: 'sandpiper' });
  expect(installation.id).toBe(51_007);
  expect(hub.github.contractViolations()).toEqual([]);
});

test('a token does what it was minted for', async () => {
  await using hub = await startGitHubWithApp();
  const issues = hub.as(await hub.mint({ issues: 'write' }, ['tidewords'])).rest.issues;

  const { data: comment } = await issues.createComment({ ...hub.at, issue_number: 1, body: 'first' });
  await issues.updateComment({ ...hub.at, comment_id: comment.id, body: 'second' });

  expect(await hub.github.issue(1)).toMatchObject({ comments: [{ author: 'sandpiper[bot]', body: 'second' }] });
  expect(hub.github.mintedTokens()).toMatchObject([
    { permissions: { issues: 'write' }, repositories: ['wader/tidewords'] },
  ]);
  expect(hub.github.contractViolations()).toEqual([]);
});

test('nothing is open to a token that nobody minted, expired or was revoked', async () => {
  await using hub = await startGitHubWithApp();
  const revoked = hub.as(await hub.mint({ issues: 'read' }));
  const expired = hub.as(await hub.mint({ issues: 'read' }));
  const get = (octokit: typeof revoked) => octokit.rest.issues.get({ ...hub.at, issue_number: 1 });
  await Promise.all([get(revoked), get(expired)]);

  await revoked.rest.apps.revokeInstallationAccessToken();
  hub.github.expireTokens();

  for (const octokit of [hub.as('ghs_invented'), revoked, expired]) expect(await refused(get(octokit))).toMatch(/^401/);
  expect(hub.github.revokedTokens()).toHaveLength(1);
});

test('a token without the permission, or for another repository, is refused', async () => {
  await using hub = await startGitHubWithApp();
  const reader = hub.as(await hub.mint({ issues: 'read', contents: 'write' }));
  const elsewhere = hub.as(await hub.mint({ issues: 'write' }, ['other']));

  const comment = { ...hub.at, issue_number: 1, body: 'hello' };

  expect(await refused(reader.rest.issues.createComment(comment))).toMatch(/^403/);
  expect(await refused(reader.rest.pulls.list(hub.at))).toMatch(/^403/);
  expect(await refused(elsewhere.rest.issues.createComment(comment))).toMatch(/^404/);
  expect((await hub.github.issue(1)).comments).toEqual([]);
});

test('more than the installation holds cannot be minted, nor by a stranger', async () => {
  await using hub = await startGitHubWithApp();

  expect(await refused(hub.mint({ administration: 'write' }))).toMatch(/^422/);
  expect(await refused(hub.mint({ issues: 'read' }, ['unheard-of']))).toMatch(/^422/);
  expect(await refused(hub.as('eyJhbGciOiJSUzI1NiJ9.e30.AAAA').rest.apps.getAuthenticated())).toMatch(/^401/);
});

test.for([
  ['wader', 'admin', 'admin'],
  ['knot', 'write', 'maintain'],
  ['turnstone', 'write', 'write'],
  ['plover', 'read', 'triage'],
  ['gull', 'none', 'none'],
] as const)('%s has the permission %s', async ([username, permission, role]) => {
  await using hub = await startGitHubWithApp();
  const octokit = hub.as(await hub.mint({ metadata: 'read' }));

  const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...hub.at, username });

  expect(data).toMatchObject({ permission, role_name: role, user: { login: username } });
});

test('a permission that is withdrawn is gone at once, and a stranger has no account', async () => {
  await using hub = await startGitHubWithApp();
  const { repos } = hub.as(await hub.mint({ metadata: 'read' })).rest;
  hub.github.setRole('turnstone', 'read');

  const { data } = await repos.getCollaboratorPermissionLevel({ ...hub.at, username: 'turnstone' });

  expect(data.permission).toBe('read');
  expect(await refused(repos.getCollaboratorPermissionLevel({ ...hub.at, username: 'nobody-here' }))).toMatch(/^404/);
});

test('a reaction is given once', async () => {
  await using hub = await startGitHubWithApp();
  const { reactions } = hub.as(await hub.mint({ issues: 'write' })).rest;
  const eyes = { ...hub.at, issue_number: 1, content: 'eyes' } as const;

  const first = await reactions.createForIssue(eyes);
  const second = await reactions.createForIssue(eyes);

  expect([first.status, second.status]).toEqual([201, 200]);
  expect((await hub.github.issue(1)).reactions).toEqual([{ content: 'eyes', author: 'sandpiper[bot]' }]);
  expect(await refused(reactions.createForIssue({ ...eyes, issue_number: 99 }))).toMatch(/^404/);
});

test('pages lead back to this GitHub', async () => {
  await using hub = await startGitHubWithApp();
  for (let left = 3; left > 0; left -= 1) await hub.github.comment(1, `comment ${left}`, 'plover');
  const octokit = hub.as(await hub.mint({ issues: 'read' }));

  const all = await octokit.paginate(octokit.rest.issues.listComments, { ...hub.at, issue_number: 1, per_page: 1 });

  expect(all).toHaveLength(3);
  expect(all[0]?.url).toContain(`${hub.github.apiUrl}/repos/`);
  expect(all[0]?.html_url).toContain(`${hub.github.origin}/wader/tidewords/`);
  expect(hub.github.requests().filter((one) => one.operation === 'issues/list-comments')).toHaveLength(3);
});

test('a request GitHub would not know is written down', async () => {
  await using hub = await startGitHubWithApp();
  const octokit = hub.as(await hub.mint({ issues: 'write' }));

  await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...hub.at,
    issue_number: 1,
    body: 'hello',
    loudly: true,
  });
  await refused(octokit.request('GET /repos/{owner}/{repo}/wishes', hub.at));

  expect(hub.github.contractViolations()).toMatchObject([
    { method: 'POST', problems: [expect.stringContaining('loudly')] },
    { method: 'GET', path: '/repos/wader/tidewords/wishes' },
  ]);
});

test('a planned failure comes as often as it was planned', async () => {
  await using hub = await startGitHubWithApp();
  const octokit = hub.as(await hub.mint({ issues: 'read' }));
  const route = '/repos/{owner}/{repo}/issues/{issue_number}';
  hub.github.failNext({ method: 'GET', route, status: 502 });
  hub.github.failNext({ method: 'GET', route, status: 'disconnect' });
  const get = () => octokit.rest.issues.get({ ...hub.at, issue_number: 1 });

  expect(await refused(get())).toMatch(/^502/);
  expect(await refused(get())).toMatch(/^500/);
  expect((await get()).status).toBe(200);
});

test('issues without words and closed issues are what they are', async () => {
  await using hub = await startGitHubWithApp();

  expect(await hub.github.issue(2)).toMatchObject({ body: null, state: 'open' });
  expect(await hub.github.issue(3)).toMatchObject({ state: 'closed' });
});

test('contents are those of the branch', async () => {
  await using hub = await startGitHubWithApp();
  const { repos } = hub.as(await hub.mint({ contents: 'read' })).rest;

  const { data } = await repos.getContent({ ...hub.at, path: 'src/ä/b.js', ref: 'main' });

  expect(data).toMatchObject({ content: expect.stringContaining(btoa('2\n')), encoding: 'base64' });
});

test('an empty repository has no branch to speak of', async () => {
  const seed = someSeed();
  await using hub = await startGitHubWithApp({ ...seed, repository: { ...seed.repository, history: [] } });
  const { git, repos } = hub.as(await hub.mint({ contents: 'read', metadata: 'read' })).rest;

  expect((await repos.get(hub.at)).data.default_branch).toBe('main');
  expect(await refused(git.getRef({ ...hub.at, ref: 'heads/main' }))).toMatch(/^409/);
});
