import { RequestError } from 'octokit';
import { expect, test } from 'vitest';
import { primaryLimit } from '../../src/demo/github/rate-limits.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

const events = [
  'issues',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'check_suite',
  'repository',
];
const change = {
  message: 'Mend it',
  author: { name: 'sandpiper[bot]', email: '1+sandpiper[bot]@users.noreply.github.com' },
  at: '2024-05-03T10:00:00Z',
  files: { 'README.md': '# Tides\n\nMended.\n\nAgain.\n' },
};

/** Public, so that a stranger may speak. */
async function startSubscribed() {
  const seed = someSeed();
  const repository = { ...seed.repository, private: false };
  return await startGitHubWithApp({ ...seed, repository, app: { ...seed.app, events } });
}

async function startWithPull() {
  const hub = await startSubscribed();
  await hub.github.createBranch('mend', 'main');
  const sha = await hub.github.commit('mend', change);
  const permissions = { contents: 'write', pull_requests: 'write', issues: 'write', checks: 'write' } as const;
  const app = hub.as(await hub.mint({ ...permissions, actions: 'read' }));
  const { data: pull } = await app.rest.pulls.create({
    ...hub.at,
    title: 'Mend',
    head: 'mend',
    base: 'main',
    draft: true,
  });
  return { ...hub, app, sha, pull: { ...hub.at, pull_number: pull.number }, node: pull.node_id };
}

type Hub = Awaited<ReturnType<typeof startSubscribed>>;

const heard = ({ github }: Pick<Hub, 'github'>) =>
  github.deliveries().map(({ event, body }) => {
    const { action, sender } = JSON.parse(body);
    return `${event}.${action} by ${sender.login}`;
  });

async function words(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    return error instanceof RequestError ? `${error.status} ${error.message}` : String(error);
  }
  return 'accepted';
}

const threadsQuery = `query ($owner: String!, $repo: String!, $pull: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $pull) {
      isDraft
      reviewThreads(first: 1, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { isResolved isOutdated path line comments(first: 9) { nodes { body diffHunk author { __typename login } } } }
      }
    }
  }
}`;
const resolveMutation =
  'mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }';

test('what people do to issues and comments is told with who did it, and what the app does itself as well', async () => {
  await using hub = await startSubscribed();
  const { github } = hub;
  const { issues, reactions } = hub.as(await hub.mint({ issues: 'write' })).rest;

  await github.label(1, 'agent', 'turnstone');
  await github.unlabel(1, 'agent', 'turnstone');
  const { id } = await github.comment(1, '/retry', 'gull');
  await reactions.createForIssueComment({ ...hub.at, comment_id: id, content: 'eyes' });
  const { commentReactions } = await github.issue(1);
  await github.editComment(id, '/retry smaller', 'gull');
  await github.deleteComment(id, 'gull');
  await github.editIssue(1, { body: 'Otherwise' }, 'plover');
  await github.closeIssue(1, 'wader');
  await github.reopenIssue(1, 'wader');
  await issues.addLabels({ ...hub.at, issue_number: 1, labels: ['agent: queued'] });
  await issues.addLabels({ ...hub.at, issue_number: 1, labels: ['agent: queued'] });
  await issues.removeLabel({ ...hub.at, issue_number: 1, name: 'agent: queued' });
  await issues.createComment({ ...hub.at, issue_number: 1, body: 'seen' });
  github.deleteAccount('plover');
  await github.deleteIssue(1, 'wader');

  expect(heard(hub)).toEqual([
    'issues.labeled by turnstone',
    'issues.unlabeled by turnstone',
    'issue_comment.created by gull',
    'issue_comment.edited by gull',
    'issue_comment.deleted by gull',
    'issues.edited by plover',
    'issues.closed by wader',
    'issues.reopened by wader',
    'issues.labeled by sandpiper[bot]',
    'issues.unlabeled by sandpiper[bot]',
    'issue_comment.created by sandpiper[bot]',
    'issues.deleted by wader',
  ]);
  expect(commentReactions).toEqual([{ comment: id, content: 'eyes', author: 'sandpiper[bot]' }]);
  expect(JSON.parse(github.deliveries().at(-1)?.body ?? '')).toMatchObject({ issue: { user: { login: 'ghost' } } });
  expect(await words(issues.get({ ...hub.at, issue_number: 1 }))).toMatch(/^410/);
  expect(github.contractViolations()).toEqual([]);
});

test('a review with comments on lines becomes threads that are answered, resolved and outlived by their lines', async () => {
  await using hub = await startWithPull();
  const { github, app, pull } = hub;
  const comments = [
    { path: 'README.md', line: 3, body: 'Why?' },
    { path: 'README.md', line: 5, body: 'And this?' },
  ];
  const variables = { ...hub.at, pull: pull.pull_number, after: null };

  await github.review(pull.pull_number, { body: 'Nearly', event: 'REQUEST_CHANGES', comments }, 'turnstone');
  const [first, second] = github.threads(pull.pull_number);
  await app.rest.pulls.createReplyForReviewComment({
    ...pull,
    comment_id: first?.comments[0]?.id ?? 0,
    body: 'Because.',
  });
  await app.graphql(resolveMutation, { id: second?.id });
  await github.commit('mend', { ...change, files: { 'README.md': '# Tides\n\nBetter.\n\nAgain.\n' } });

  expect(await app.graphql(threadsQuery, variables)).toMatchObject({
    repository: {
      pullRequest: {
        isDraft: true,
        reviewThreads: {
          totalCount: 2,
          pageInfo: { hasNextPage: true },
          nodes: [
            {
              isResolved: false,
              isOutdated: true,
              line: null,
              comments: {
                nodes: [
                  {
                    body: 'Why?',
                    diffHunk: expect.stringMatching(/^@@[\s\S]+\+Mended\.$/),
                    author: { login: 'turnstone' },
                  },
                  { body: 'Because.', author: { __typename: 'Bot', login: 'sandpiper' } },
                ],
              },
            },
          ],
        },
      },
    },
  });
  expect(await app.graphql(threadsQuery, { ...variables, after: '1' })).toMatchObject({
    repository: { pullRequest: { reviewThreads: { nodes: [{ isResolved: true, isOutdated: false, line: 5 }] } } },
  });
  expect((await app.rest.pulls.listReviews(pull)).data).toMatchObject([
    { state: 'CHANGES_REQUESTED', body: 'Nearly' },
    {},
  ]);
  expect(heard(hub)).toEqual([
    'pull_request_review.submitted by turnstone',
    'pull_request_review_comment.created by turnstone',
    'pull_request_review_comment.created by turnstone',
    'pull_request_review_comment.created by sandpiper[bot]',
    'pull_request.synchronize by wader',
  ]);
  expect(github.contractViolations()).toEqual([]);
});

test('a branch moves forward only, a draft is made ready and a merge moves the base branch in git', async () => {
  await using hub = await startWithPull();
  const { github, app, sha, pull } = hub;
  const { git, repos } = app.rest;
  const { data: head } = await git.getCommit({ ...hub.at, commit_sha: sha });
  const { data: next } = await git.createCommit({ ...hub.at, message: 'Next', tree: head.tree.sha, parents: [sha] });
  const mend = { ...hub.at, ref: 'heads/mend' };

  await git.updateRef({ ...mend, sha: next.sha, force: false });
  const { data: compared } = await repos.compareCommitsWithBasehead({ ...hub.at, basehead: `main...${next.sha}` });
  await expect(github.merge(pull.pull_number, 'squash', 'wader')).rejects.toThrow(/Draft/);
  await github.markReady(pull.pull_number, 'wader');
  await github.merge(pull.pull_number, 'squash', 'wader');

  expect(await words(git.updateRef({ ...mend, sha, force: false }))).toMatch(/^422 Update is not a fast forward/);
  expect(await words(git.updateRef({ ...mend, ref: 'heads/none', sha }))).toMatch(/^422 Reference does not exist/);
  expect(compared).toMatchObject({
    status: 'ahead',
    total_commits: 2,
    commits: [{ author: { login: 'sandpiper[bot]' } }, {}],
  });
  const { data: merged } = await app.rest.pulls.get(pull);
  expect(merged).toMatchObject({ merged: true, state: 'closed' });
  expect(merged.merge_commit_sha).toBe((await github.branches()).get('main'));
  expect(await github.readFile('main', 'README.md')).toBe(change.files['README.md']);
  expect(heard(hub)).toEqual([
    'pull_request.synchronize by sandpiper[bot]',
    'pull_request.ready_for_review by wader',
    'pull_request.closed by wader',
  ]);
  expect(github.contractViolations()).toEqual([]);
});

test('a branch that is moved by force, a wrong question to GraphQL and a token shown to a log store are violations', async () => {
  await using hub = await startWithPull();
  const { app, github, sha } = hub;
  const check = { name: 'test', conclusion: 'failure', log: 'boom\n' } as const;
  await github.finishChecks(sha, { app: { id: 15_368, slug: 'github-actions' }, runs: [check] });
  const { data: checks } = await app.rest.checks.listForRef({ ...hub.at, ref: sha });
  const job = { ...hub.at, job_id: checks.check_runs[0]?.id ?? 0, request: { redirect: 'manual' } } as const;
  const { headers } = await app.rest.actions.downloadJobLogsForWorkflowRun(job);

  const log = await fetch(headers.location ?? '');
  await fetch(headers.location ?? '', { headers: { authorization: 'Bearer ghs_x' } });
  await words(app.rest.git.updateRef({ ...hub.at, ref: 'heads/mend', sha, force: true }));
  const wrong = await words(app.graphql('query { repository(owner: "wader", nam: "x") { wishes } }'));

  expect(await log.text()).toBe('boom\n');
  expect(wrong).toMatch(/takes no nam[\s\S]+wishes is not a field/);
  expect(github.contractViolations().map(({ problems }) => problems[0])).toEqual([
    'shows a token to a store of logs',
    expect.stringContaining('by force'),
    'Query.repository needs name',
  ]);
});

test('an app that was suspended gets no token, and of a repository that was taken away nothing is left', async () => {
  await using hub = await startSubscribed();
  const octokit = hub.as(await hub.mint({ metadata: 'read' }));

  await hub.github.removeRepository();
  const after = await words(octokit.rest.repos.get(hub.at));
  await hub.github.suspend();

  expect(after).toMatch(/^404/);
  expect(await words(hub.mint({ metadata: 'read' }))).toMatch(/^403 This installation has been suspended/);
  expect(heard(hub)).toEqual(['installation_repositories.removed by wader', 'installation.suspend by wader']);
});

test('an answer can be old, cut off, limited or never come', async () => {
  await using hub = await startSubscribed();
  const { github } = hub;
  const { issues } = hub.as(await hub.mint({ issues: 'write' })).rest;
  const route = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
  const list = (signal?: AbortSignal) =>
    issues.listComments({ ...hub.at, issue_number: 1, ...(signal === undefined ? {} : { request: { signal } }) });
  await list();
  await github.comment(1, 'new', 'wader');
  for (const status of ['stale', 'answer-cut', 'no-answer'] as const) github.failNext({ method: 'GET', route, status });
  github.failNext({ method: 'GET', route, ...primaryLimit(new Date(Date.now() + 60_000)) });

  expect((await list()).data).toEqual([]);
  // Octokit takes an answer that ends too early for an empty one.
  expect((await list()).data).toBe('');
  expect(await words(list(AbortSignal.timeout(200)))).toMatch(/abort|timeout/i);
  expect(await words(list())).toMatch(/^403 API rate limit exceeded/);
  expect((await list()).data).toHaveLength(1);
});
