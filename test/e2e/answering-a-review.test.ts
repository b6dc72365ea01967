import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkbench } from '../../src/composition/open-workbench.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { readDemoSeed } from '../../src/demo/github/read-demo-seed.ts';
import { startLoopbackGitHub } from '../../src/demo/github/start-loopback-github.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { mintToken } from '../../src/github/mint-token.ts';
import { openPullRequest } from '../../src/github/open-pull-request.ts';
import { executeRun } from '../../src/run/execute-run.ts';
import { gitHubOrigin } from '../../src/run/origins/github-origin.ts';
import { never } from '../support/git-fixture.ts';
import { bashCall, call, calls, scriptedModel } from '../support/scripted-model.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { tinyRepository } from '../support/tiny-repository.ts';

const branch = 'sandpiper/1-adding-subtracts';
const botLogin = 'sandpiper[bot]';

test('a review with three threads becomes one commit, an answer in each thread, and a thread settled only where its line changed', async () => {
  await using scratch = await temporaryDirectory();
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: join(scratch.path, 'data'),
    SANDPIPER_LOG_LEVEL: 'silent',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'key',
    SANDPIPER_MODEL: 'scripted',
  });
  const options = { role: 'local' as const, say: () => undefined };
  await using workbench = await openWorkbench(settings, options, AbortSignal.timeout(60_000));
  const seed = { ...(await readDemoSeed()), ...tinyRepository() };
  await using gitHub = await startLoopbackGitHub(seed);
  await gitHub.createBranch(branch, 'main');
  const author = { name: 'Wanda Ader', email: 'wanda@tiny.example' };
  const files = { 'add.js': 'export const add = (a, b) => a + b;\n', 'NOTES.md': 'One.\nTwo.\nThree.\n' };
  await gitHub.commit(branch, { message: 'Adding subtracts', author, at: '2024-05-02T10:00:00Z', files });
  const { id: appId, privateKey } = gitHub.app;
  const client = connectGitHub({ apiUrl: gitHub.apiUrl, appId, privateKey, polite: false });
  const { owner, name } = seed.repository;
  const { installationId } = seed.app;
  const repository = { owner, name };
  const permissions = { contents: 'write', pull_requests: 'write', metadata: 'read' } as const;
  const token = await mintToken(client, { installationId, repository, permissions }, never);
  const opening = { repository, base: 'main', branch, title: 'Adding subtracts', body: 'why', draft: false };
  const { number: pull } = await openPullRequest(client.as(token.value), opening, never);
  const comments = [
    { path: 'add.js', line: 1, body: 'Is this all?' },
    { path: 'NOTES.md', line: 2, body: 'As a figure, please.' },
    { path: 'NOTES.md', line: 3, body: 'Why three?' },
  ];
  await gitHub.review(pull, { body: 'Nearly there.', event: 'REQUEST_CHANGES', comments }, 'wader');
  const replies = [
    { to: 'T1', text: 'It is: the sign was all.' },
    { to: 'T2', text: 'Written as a figure.' },
  ];
  const finish = () => calls(call('finish', { outcome: 'fixed', summary: 'Done.', replies }));
  const askModel = scriptedModel([bashCall("sed -i 's/Two/2/' NOTES.md && node --test"), finish(), finish()]);
  const { git } = workbench.run;
  const origin = gitHubOrigin(
    { client, git, serverUrl: gitHub.origin, botLogin, neverLabel: 'no-agent', secrets: [], now: Date.now },
    {
      installationId,
      repository,
      issue: { number: 1, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: 'plover' },
      sender: 'wader',
      senderId: 7,
      requestedAt: '2099-01-01T00:00:00Z',
    },
  );
  const reviewId = gitHub.reviews(pull)[0]?.id ?? 0;
  const cause = { kind: 'review', reviewId } as const;
  const task = { kind: 'revise', said: [], earlierRuns: [], budgetUsd: null, pull, cause } as const;

  const end = await executeRun({ ...workbench.run, askModel }, origin, task, AbortSignal.timeout(120_000));

  expect(end.outcome).toMatchObject({ kind: 'published', publication: { number: pull, notes: [] } });
  const head = (await gitHub.branches()).get(branch) ?? '';
  expect(await gitHub.readFile(head, 'NOTES.md')).toBe('One.\n2.\nThree.\n');
  const threads = gitHub.threads(pull);
  expect(threads.map(({ resolvedBy }) => resolvedBy !== null)).toEqual([false, true, false]);
  const answers = threads.map((thread) =>
    thread.comments.filter((one) => one.author === botLogin).map(({ body }) => body),
  );
  expect(answers).toEqual([
    [expect.stringContaining('> It is: the sign was all.')],
    [expect.stringMatching(new RegExp(`Changed in .*${head.slice(0, 12)}[^]*> Written as a figure\\.`))],
    [expect.stringContaining('The agent said nothing about this thread.')],
  ]);
  const told = JSON.stringify(askModel.requests[0]?.messages ?? []);
  for (const words of ['The threads T1 to T3 wait', 'Nearly there.', 'As a figure, please.', 'NOTES.md:2'])
    expect(told).toContain(words);
  expect(gitHub.contractViolations()).toEqual([]);
});
