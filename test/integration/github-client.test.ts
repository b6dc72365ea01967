import { expect, test } from 'vitest';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { GitHubFault } from '../../src/github/github-fault.ts';
import { keepComment } from '../../src/github/keep-comment.ts';
import { listTrustedComments } from '../../src/github/list-trusted-comments.ts';
import { mintToken } from '../../src/github/mint-token.ts';
import { readLiveIssue } from '../../src/github/read-live-issue.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

const never = new AbortController().signal;
const issues = '/repos/{owner}/{repo}/issues/{issue_number}';

/** The client as it is used with the real GitHub, throttling and retries included. */
async function politeClient() {
  const seed = someSeed();
  const started = await startGitHubWithApp(seed);
  const { github } = started;
  const client = connectGitHub({
    apiUrl: github.apiUrl,
    appId: github.app.id,
    privateKey: github.app.privateKey,
    polite: true,
  });
  const repository = { owner: seed.repository.owner, name: seed.repository.name };
  const address = { repository, issue: 1 };
  const token = await mintToken(
    client,
    { installationId: seed.app.installationId, repository, permissions: { issues: 'write', metadata: 'read' } },
    never,
  );
  const octokit = client.as(token.value);
  const comment = keepComment({ address, botLogin: 'sandpiper[bot]', marker: '<!-- m -->' });
  const dispose = async () => {
    await token[Symbol.asyncDispose]();
    await started[Symbol.asyncDispose]();
  };
  return { github, octokit, address, comment, [Symbol.asyncDispose]: dispose };
}

test('a reading that fails once is tried again', async () => {
  await using polite = await politeClient();
  polite.github.failNext({ method: 'GET', route: issues, status: 502 });

  expect(await readLiveIssue(polite.octokit, polite.address, never)).toMatchObject({ isOpen: true });
});

test('a creation whose answer is lost is not repeated', async () => {
  await using polite = await politeClient();
  polite.github.failNext({ method: 'POST', route: `${issues}/comments`, status: 'answer-lost' });

  await expect(polite.comment.write(polite.octokit, 'once <!-- m -->', never)).rejects.toThrow(/no answer/);

  expect((await polite.github.issue(1)).comments).toHaveLength(1);
});

test('a comment is kept: found again, edited, and made anew when somebody has deleted it', async () => {
  await using polite = await politeClient();

  await polite.comment.write(polite.octokit, 'one <!-- m -->', never);
  await polite.comment.write(polite.octokit, 'two <!-- m -->', never);
  polite.github.failNext({ method: 'PATCH', route: '/repos/{owner}/{repo}/issues/comments/{comment_id}', status: 404 });
  await polite.comment.write(polite.octokit, 'three <!-- m -->', never);

  expect((await polite.github.issue(1)).comments.map(({ body }) => body)).toEqual([
    'two <!-- m -->',
    'three <!-- m -->',
  ]);
});

test('the marker in a comment of somebody else does not make it ours', async () => {
  await using polite = await politeClient();
  await polite.github.comment(1, 'mine <!-- m -->', 'wader');

  await polite.comment.write(polite.octokit, 'ours <!-- m -->', never);

  expect((await polite.github.issue(1)).comments.map(({ body }) => body)).toEqual([
    'mine <!-- m -->',
    'ours <!-- m -->',
  ]);
});

test('a wait for a rate limit ends with the signal', async () => {
  await using polite = await politeClient();
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600) };
  polite.github.failNext({ method: 'GET', route: issues, status: 403, headers });
  const stop = AbortSignal.timeout(1_000);

  const reading = readLiveIssue(polite.octokit, polite.address, stop);

  await expect(reading).rejects.toSatisfy((error) => error === stop.reason || error instanceof GitHubFault);
});

test('comments count when they are by people who may write and were last changed before the request', async () => {
  await using polite = await politeClient();
  const { github } = polite;
  await github.comment(1, 'Stranger: do something else', 'plover');
  await github.comment(1, 'A bot: do something else', 'dunlin[bot]');
  await github.comment(1, 'Owner: it happens on Mondays', 'turnstone');
  await polite.comment.write(polite.octokit, 'ours <!-- m -->', never);

  const counted = await listTrustedComments(polite.octokit, polite.address, { before: '2999-01-01T00:00:00Z' }, never);
  const early = await listTrustedComments(polite.octokit, polite.address, { before: '2020-01-01T00:00:00Z' }, never);

  expect(counted).toEqual([{ author: 'turnstone', text: 'Owner: it happens on Mondays' }]);
  expect(early).toEqual([]);
});
