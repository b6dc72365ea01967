import { generateKeyPairSync } from 'node:crypto';
import type { Octokit } from 'octokit';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LoopbackGitHub, PlannedFailure } from '../../src/demo/github/loopback-github.ts';
import { primaryLimit, secondaryLimit } from '../../src/demo/github/rate-limits.ts';
import { closePullRequest } from '../../src/github/close-pull-request.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { createBranch } from '../../src/github/create-branch.ts';
import { createCheckRun } from '../../src/github/create-check-run.ts';
import { GitHubFault } from '../../src/github/github-fault.ts';
import { keepComment } from '../../src/github/keep-comment.ts';
import { mintToken } from '../../src/github/mint-token.ts';
import { openPullRequest } from '../../src/github/open-pull-request.ts';
import { reactWithEyes } from '../../src/github/react-with-eyes.ts';
import { resolveReviewThread } from '../../src/github/resolve-review-thread.ts';
import { takeBackBranch } from '../../src/github/take-back-branch.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

const repository = { owner: 'wader', name: 'tidewords' };
const address = { repository, issue: 1 };
const author = { name: 'sandpiper[bot]', email: '1+sandpiper[bot]@users.noreply.github.com' };
const change = { message: 'Mend', author, at: '2024-05-03T10:00:00Z', files: { 'README.md': '# Tides\n\nMended.\n' } };
const repo = '/repos/{owner}/{repo}';

type World = {
  readonly octokit: Octokit;
  readonly github: LoopbackGitHub;
  readonly sha: string;
  readonly pull: number;
  readonly thread: string;
};

type Mutation = {
  readonly title: string;
  readonly method: string;
  readonly route: string;
  readonly prepare?: (world: World) => Promise<void>;
  readonly act: (world: World, signal: AbortSignal) => Promise<unknown>;
  /** How many of what it makes there are, for things that must not be there twice. */
  readonly count: (world: World) => Promise<number>;
};

const never = async () => 0;

const mutations: readonly Mutation[] = [
  {
    title: 'a comment',
    method: 'POST',
    route: `${repo}/issues/{issue_number}/comments`,
    act: ({ octokit }, signal) =>
      keepComment({ address, botLogin: 'sandpiper[bot]', marker: '<!-- m -->' }).write(octokit, '<!-- m -->', signal),
    count: async ({ github }) => (await github.issue(1)).comments.length,
  },
  {
    title: '👀',
    method: 'POST',
    route: `${repo}/issues/{issue_number}/reactions`,
    act: ({ octokit }, signal) => reactWithEyes(octokit, address, signal),
    count: async ({ github }) => (await github.issue(1)).reactions.length,
  },
  {
    title: 'a branch',
    method: 'POST',
    route: `${repo}/git/refs`,
    act: ({ octokit, sha }, signal) => createBranch(octokit, { repository, branch: 'fresh', sha }, signal),
    count: async ({ github }) => [...(await github.branches()).keys()].filter((name) => name === 'fresh').length,
  },
  {
    title: 'a pull request',
    method: 'POST',
    route: `${repo}/pulls`,
    act: ({ octokit }, signal) => {
      const wanted = { repository, base: 'main', branch: 'second', title: 't', body: 'b', draft: true };
      return openPullRequest(octokit, wanted, signal);
    },
    count: async ({ github }) => (await github.pulls()).filter(({ head }) => head.ref === 'second').length,
  },
  {
    title: 'a check run',
    method: 'POST',
    route: `${repo}/check-runs`,
    act: ({ octokit, sha: headSha }, signal) => {
      const said = {
        title: 't',
        summary: 's',
        text: 'x',
        conclusion: 'success',
        annotations: [],
        externalId: 'run-7',
      } as const;
      return createCheckRun(octokit, { repository, headSha, ...said }, signal);
    },
    count: async ({ github, sha }) => (await github.checkRuns(sha)).length,
  },
  {
    title: 'the end of a pull request',
    method: 'PATCH',
    route: `${repo}/pulls/{pull_number}`,
    act: ({ octokit, pull }, signal) => closePullRequest(octokit, { repository, pull }, signal),
    count: never,
  },
  {
    title: 'a branch that is taken back',
    method: 'DELETE',
    route: `${repo}/git/refs/{ref}`,
    prepare: async ({ github }) => {
      if (!(await github.branches()).has('spare')) await github.createBranch('spare', 'mend');
    },
    act: ({ octokit, sha }, signal) => takeBackBranch(octokit, { repository, branch: 'spare', sha }, signal),
    count: never,
  },
  {
    title: 'a resolved thread',
    method: 'POST',
    route: 'graphql/resolveReviewThread',
    act: ({ octokit, thread }, signal) => resolveReviewThread(octokit, thread, signal),
    count: never,
  },
];

type Failure = Pick<PlannedFailure, 'status' | 'headers' | 'message'>;

/** A refusal is a fault; after anything else all may be well, as the client asks again what can be asked twice. */
const failures: readonly (readonly [title: string, failure: Failure, expected: RegExp])[] = [
  ['401', { status: 401, message: 'Bad credentials' }, /fault/],
  ['403, without the permission', { status: 403, message: 'Resource not accessible by integration' }, /fault/],
  ['403, as the hour is used up', primaryLimit(new Date('2100-01-01')), /fault/],
  ['403, as it goes too fast', secondaryLimit(60), /fault/],
  ['429, as it goes too fast', secondaryLimit(60, 429), /fault|done/],
  ['404', { status: 404, message: 'Not Found' }, /fault/],
  ['410', { status: 410, message: 'This issue was deleted' }, /fault/],
  ['422', { status: 422, message: 'Validation Failed' }, /fault/],
  ['502', { status: 502, message: 'Server Error' }, /fault|done/],
  ['a closed connection', { status: 'disconnect' }, /fault|done/],
  ['silence', { status: 'no-answer' }, /no time left/],
  ['an answer that is lost after it was done', { status: 'answer-lost' }, /fault|done/],
  ['an answer that is cut off after it was done', { status: 'answer-cut' }, /fault|done/],
];

async function startWorld() {
  const started = await startGitHubWithApp(someSeed());
  const { github, at, mint } = started;
  for (const branch of ['mend', 'second']) {
    await github.createBranch(branch, 'main');
    await github.commit(branch, { ...change, message: branch });
  }
  const pull = await github.openPull({ title: 'Mend', body: '', head: 'mend', base: 'main' }, 'wader');
  await github.review(pull, { comments: [{ path: 'README.md', line: 3, body: 'why?' }] }, 'wader');
  const permissions = { contents: 'write', issues: 'write', pull_requests: 'write', checks: 'write' } as const;
  const { id: appId, privateKey } = github.app;
  const client = connectGitHub({ apiUrl: github.apiUrl, appId, privateKey, polite: false });
  const octokit = client.as(await mint(permissions, [at.repo]));
  const sha = (await github.branches()).get('mend') ?? '';
  const world: World = { octokit, github, sha, pull, thread: github.threads(pull)[0]?.id ?? '' };
  return { world, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

async function outcomeOf(act: () => Promise<unknown>, signal: AbortSignal): Promise<'done' | 'fault' | 'no time left'> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof GitHubFault && /^GitHub did not .+\.$/.test(error.message)) return 'fault';
    if (signal.aborted && error === signal.reason) return 'no time left';
    throw error;
  }
}

test('whatever is asked of GitHub fails in words and in time, and is never done twice', {
  timeout: 180_000,
}, async () => {
  await using started = await startWorld();
  const { world } = started;

  for (const one of mutations) {
    for (const [title, failure, expected] of failures) {
      await one.prepare?.(world);
      const before = await one.count(world);
      world.github.failNext({ method: one.method, route: one.route, ...failure });
      const signal = AbortSignal.timeout(failure.status === 'no-answer' ? 300 : 30_000);
      const outcome = await outcomeOf(() => one.act(world, signal), signal);
      expect(outcome, `${one.title}: ${title}`).toMatch(expected);
      expect((await one.count(world)) - before, `${one.title}: ${title}`).toBeLessThanOrEqual(1);
    }
  }
});

test('on a server of their own nothing is asked of anybody else: REST, tokens and GraphQL', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (input: string | URL) => {
    asked.push(String(input));
    return Response.json({ token: 'ghs_x', data: {}, id: 1 }, { status: 201 });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const client = connectGitHub({ apiUrl: 'https://ghe.example/api/v3', appId: 7, privateKey, polite: true });
  const signal = AbortSignal.timeout(30_000);

  const token = await mintToken(client, { installationId: 1, repository, permissions: { issues: 'write' } }, signal);
  const octokit = client.as(token.value);
  await reactWithEyes(octokit, address, signal);
  await resolveReviewThread(octokit, 'PRRT_1', signal);
  await token[Symbol.asyncDispose]();

  expect(asked).toEqual([
    'https://ghe.example/api/v3/app/installations/1/access_tokens',
    'https://ghe.example/api/v3/repos/wader/tidewords/issues/1/reactions',
    'https://ghe.example/api/graphql',
    'https://ghe.example/api/v3/installation/token',
  ]);
});
