import { generateKeyPairSync } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PlannedFailure } from '../../src/demo/github/loopback-github.ts';
import { primaryLimit, secondaryLimit } from '../../src/demo/github/rate-limits.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { GitHubFault } from '../../src/github/github-fault.ts';
import { mintToken } from '../../src/github/mint-token.ts';
import { reactWithEyes } from '../../src/github/react-with-eyes.ts';
import { resolveReviewThread } from '../../src/github/resolve-review-thread.ts';
import { operationsInUse } from '../support/operations-in-use.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';
import { address, logo, repository, type Write, writes } from '../support/writes-to-github.ts';

const author = { name: 'sandpiper[bot]', email: '1+sandpiper[bot]@users.noreply.github.com' };
const change = { message: 'Mend', author, at: '2024-05-03T10:00:00Z', files: { 'README.md': '# Tides\n\nMended.\n' } };

type Failure = Pick<PlannedFailure, 'status' | 'headers' | 'message'>;

type Planned = {
  readonly title: string;
  readonly failure: Failure;
  /** Tried with everything that writes; the others say the same of every request, and are tried with one of each method. */
  readonly isForAll: boolean;
};

const planned = (title: string, failure: Failure, isForAll = false): Planned => ({ title, failure, isForAll });

const failures: readonly Planned[] = [
  planned('401', { status: 401, message: 'Bad credentials' }),
  planned('403, without the permission', { status: 403, message: 'Resource not accessible by integration' }),
  planned('403, as the hour is used up', primaryLimit(new Date('2100-01-01'))),
  planned('403, as it goes too fast', secondaryLimit(60), true),
  planned('429, as it goes too fast', secondaryLimit(60, 429)),
  planned('404', { status: 404, message: 'Not Found' }, true),
  planned('410', { status: 410, message: 'This issue was deleted' }),
  planned('422', { status: 422, message: 'Validation Failed' }, true),
  planned('502', { status: 502, message: 'Server Error' }, true),
  planned('a closed connection', { status: 'disconnect' }),
  planned('silence', { status: 'no-answer' }),
  planned('an answer that is lost after it was done', { status: 'answer-lost' }, true),
  planned('an answer that is cut off after it was done', { status: 'answer-cut' }, true),
];

const oneOfEachMethod = ['issues/create-comment', 'pulls/update', 'git/delete-ref', 'graphql/resolveReviewThread'];

/** A refusal is a fault; after anything else all may be well, as the client asks again what can be asked twice. */
function expectedOf({ done }: Write, { status }: Failure): RegExp {
  if (done === 'all' || (typeof status === 'number' && done?.includes(status))) return /^done$/;
  if (status === 'no-answer') return /^no time left$/;
  return typeof status === 'number' && status !== 429 && status < 500 ? /^fault$/ : /^(?:fault|done)$/;
}

async function startWorld() {
  const started = await startGitHubWithApp(someSeed());
  const { github, at, mint } = started;
  await github.createBranch('mend', 'main');
  const sha = await github.commit('mend', change);
  await github.createBranch('ahead', 'mend');
  await github.createBranch('logo', 'mend');
  await github.commit('logo', { ...change, files: { [logo.path]: logo.text } });
  const treeWithLogo = await github.treeOf('logo');
  const pull = await github.openPull({ title: 'Mend', body: '', head: 'mend', base: 'main' }, 'wader');
  await github.review(pull, { comments: [{ path: 'README.md', line: 3, body: 'why?' }] }, 'wader');
  const [thread] = github.threads(pull);
  await github.comment(1, '/help', 'wader');
  const permissions = { contents: 'write', issues: 'write', pull_requests: 'write', checks: 'write' } as const;
  const { id: appId, privateKey } = github.app;
  const client = connectGitHub({ apiUrl: github.apiUrl, appId, privateKey, polite: false });
  const octokit = client.as(await mint(permissions, [at.repo]));
  const { installationId } = someSeed().app;
  const discussed = { pull, thread: thread?.id ?? '', firstComment: thread?.comments[0]?.id ?? 0 };
  const world = { client, octokit, installationId, github, sha, treeWithLogo, ...discussed };
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
  timeout: 240_000,
}, async () => {
  await using started = await startWorld();
  const known = await operationsInUse();
  let nth = 0;

  for (const one of writes) {
    const used = known.find(({ file, operation }) => file === one.file && operation === one.operation);
    for (const { title, failure, isForAll } of failures) {
      if (!isForAll && !oneOfEachMethod.includes(one.operation)) continue;
      nth += 1;
      const world = { ...started.world, nth };
      const { github } = world;
      await one.prepare?.(world);
      const [before, asked] = [await one.count?.(world), github.requests().length];
      github.failNext({ method: used?.method ?? '', route: used?.route ?? '', ...failure });
      const signal = AbortSignal.timeout(failure.status === 'no-answer' ? 300 : 30_000);
      const outcome = await outcomeOf(() => one.act(world, signal), signal);
      const what = `${one.file}, ${one.operation}: ${title}`;
      expect(outcome, what).toMatch(expectedOf(one, failure));
      expect(
        github
          .requests()
          .slice(asked)
          .map(({ operation }) => operation),
        what,
      ).toContain(one.operation);
      if (before !== undefined) expect(Number(await one.count?.(world)) - before, what).toBeLessThanOrEqual(1);
    }
  }
});

test('everything that writes to GitHub is tried with its failures', async () => {
  const written = (await operationsInUse()).filter((one) => one.writes);
  const named = (all: readonly { readonly file: string; readonly operation: string }[]) =>
    all.map(({ file, operation }) => `${file}: ${operation}`).toSorted();

  expect(named(written).length).toBeGreaterThan(20);
  expect(named(writes)).toEqual([...new Set(named(written))]);
});

test('on a server of their own nothing is asked of anybody else: REST, tokens and GraphQL', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
    // Octokit tries once more what another test has given up.
    init?.signal?.throwIfAborted();
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
