import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../../src/composition/open-workbench.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import type { LoopbackGitHub } from '../../src/demo/github/loopback-github.ts';
import { readDemoSeed } from '../../src/demo/github/read-demo-seed.ts';
import { startLoopbackGitHub } from '../../src/demo/github/start-loopback-github.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { mintToken } from '../../src/github/mint-token.ts';
import { openPullRequest } from '../../src/github/open-pull-request.ts';
import { executeRun } from '../../src/run/execute-run.ts';
import { gitHubOrigin } from '../../src/run/origins/github-origin.ts';
import { encloseDescription } from '../../src/run/publishing/renew-description.ts';
import type { RunEvent } from '../../src/run/run-deps.ts';
import type { ReviseCause } from '../../src/run/task/run-task.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { gitDeps, never } from '../support/git-fixture.ts';
import { bashCall, finishCall, type Scripted, scriptedModel } from '../support/scripted-model.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { tinyRepository } from '../support/tiny-repository.ts';

const branch = 'sandpiper/1-adding-subtracts';
const wanda = { name: 'Wanda Ader', email: 'wanda@tiny.example' };
const fixed = 'export const add = (a, b) => a + b;\n';
const documented = `// Adds.\n${fixed}`;
const document = bashCall("sed -i '1i // Adds.' add.js && node --test");

const open: { stack: AsyncDisposableStack; workbench: Workbench | null } = {
  stack: new AsyncDisposableStack(),
  workbench: null,
};
const others: { on: (stage: string) => Promise<unknown> } = { on: async () => undefined };

beforeAll(async () => {
  const scratch = open.stack.use(await temporaryDirectory());
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: join(scratch.path, 'data'),
    SANDPIPER_LOG_LEVEL: 'silent',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'key',
    SANDPIPER_MODEL: 'scripted',
  });
  const options = { role: 'local' as const, say: () => undefined };
  open.workbench = open.stack.use(await openWorkbench(settings, options, AbortSignal.timeout(60_000)));
});
afterAll(() => open.stack.disposeAsync());

type Files = Readonly<Record<string, string | null>>;

/** An open pull request of ours that mends the sum, and what is done about it. */
async function openPull(files: Files = { 'add.js': fixed }) {
  if (open.workbench === null) throw new Error('There is no workbench');
  const { run } = open.workbench;
  await using undo = new AsyncDisposableStack();
  const seed = { ...(await readDemoSeed()), ...tinyRepository() };
  const gitHub: LoopbackGitHub = undo.use(await startLoopbackGitHub(seed));
  const commit = (to: string, message: string, changed: Files) =>
    gitHub.commit(to, { message, author: wanda, at: '2024-05-02T10:00:00Z', files: changed });
  await gitHub.createBranch(branch, 'main');
  await commit(branch, 'Adding subtracts', files);
  const { id: appId, privateKey } = gitHub.app;
  const client = connectGitHub({ apiUrl: gitHub.apiUrl, appId, privateKey, polite: false });
  const { owner, name } = seed.repository;
  const { installationId } = seed.app;
  const permissions = { contents: 'write', pull_requests: 'write', metadata: 'read' } as const;
  const token = await mintToken(client, { installationId, repository: { owner, name }, permissions }, never);
  const body = `By the way: see the wiki.\n\n${encloseDescription('What we said before.')}\n\nReviewed with care.`;
  const opening = {
    repository: { owner, name },
    base: 'main',
    branch,
    title: 'Adding subtracts (#1)',
    body,
    draft: false,
  };
  const { number } = await openPullRequest(client.as(token.value), opening, never);
  const issue = { number: 1, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: 'plover' };
  const origin = gitHubOrigin(
    {
      client,
      git: run.git,
      serverUrl: gitHub.origin,
      botLogin: 'sandpiper[bot]',
      neverLabel: 'no-agent',
      secrets: [],
      now: Date.now,
    },
    {
      installationId,
      repository: { owner, name },
      issue,
      sender: 'wader',
      senderId: 7,
      requestedAt: '2099-01-01T00:00:00Z',
    },
  );
  const owned = undo.move();
  return {
    gitHub,
    number,
    commit,
    pull: async () => (await gitHub.pulls()).find((one) => one.number === number),
    /** Commits from the newest on: a line each. */
    log: async (format = '%s') => await askGit(gitHub, `${owner}/${name}.git`, ['log', `--format=${format}`, branch]),
    async revise(
      kind: 'asked' | 'base-moved',
      answers: readonly Scripted[],
      onStage = async (_: string): Promise<unknown> => 0,
    ) {
      const askModel = scriptedModel(answers);
      others.on = onStage;
      const onEvent = (event: RunEvent) => void (event.type === 'stage' && others.on(event.stage));
      const cause: ReviseCause = { kind };
      const said = [{ author: 'wader', text: 'Please document the sum.' }];
      const task = { kind: 'revise', said, earlierRuns: [], budgetUsd: null, pull: number, cause } as const;
      const end = await executeRun({ ...run, askModel, onEvent }, origin, task, AbortSignal.timeout(120_000));
      return { ...end, told: JSON.stringify(askModel.requests[0]?.messages ?? []) };
    },
    async [Symbol.asyncDispose]() {
      const violations = gitHub.contractViolations();
      await owned.disposeAsync();
      if (violations.length > 0) throw new Error(`GitHub would refuse this: ${JSON.stringify(violations)}`);
    },
  };
}

async function askGit(gitHub: LoopbackGitHub, path: string, args: readonly string[]): Promise<readonly string[]> {
  const scratch = await temporaryDirectory();
  await using _scratch = scratch;
  const url = `${gitHub.origin}/${path}`;
  const git = (...some: readonly string[]) => promisify(execFile)('git', ['-C', scratch.path, ...some]);
  await git('init', '--quiet', '--bare');
  await git('fetch', '--quiet', url, '+refs/heads/*:refs/heads/*');
  return (await git(...args)).stdout.trimEnd().split('\n');
}

test("goes on from a person's commit, proves all of the pull request, and keeps what people wrote around ours", async () => {
  await using ready = await openPull();
  await ready.commit(branch, 'Note the sum', { 'NOTES.md': 'Sums are sums.\n' });
  const before = (await ready.pull())?.head.sha ?? '';
  await ready.commit('main', 'Elsewhere', { 'other.js': 'export {};\n' });

  const end = await ready.revise('asked', [document, finishCall(), finishCall()]);

  const pull = await ready.pull();
  const head = pull?.head.sha ?? '';
  expect(end.outcome).toMatchObject({
    kind: 'published',
    verdict: 'verified',
    draft: false,
    publication: { number: ready.number, branch, sha: head, isNew: false, notes: [] },
  });
  expect(await ready.log()).toEqual(['As asked for: Adding subtracts', 'Note the sum', 'Adding subtracts', 'Add']);
  expect(await ready.log('%P')).toContain(before);
  expect(await ready.gitHub.readFile(head, 'add.js')).toBe(documented);
  expect(await ready.gitHub.isVerified(head)).toBe(true);
  const checks = await ready.gitHub.checkRuns(head);
  expect(checks.filter(({ conclusion }) => conclusion === 'success').length).toBeGreaterThan(0);
  expect(pull?.draft).toBe(false);
  expect(pull?.body).toMatch(/^By the way: see the wiki\.\n\n<!-- sandpiper:description -->/);
  expect(pull?.body).toMatch(/\n\nReviewed with care\.$/);
  expect(pull?.body).toContain('NOTES.md');
  expect(pull?.body).not.toContain('What we said before.');
  expect(end.told).toContain('a - b');
  expect(end.told).toContain('Sums are sums.');
  expect(end.told).toContain('Please document the sum.');
  const question = { directory: end.directory, commit: null, anchor: null };
  expect(await verifyRecord({ git: gitDeps() }, question, never)).toMatchObject({ isSound: true });
});

test('pushes nothing when the agent changes nothing', async () => {
  await using ready = await openPull();
  const before = await ready.log('%H');

  const end = await ready.revise('asked', [finishCall('no_change_needed'), finishCall('no_change_needed')]);

  expect(end.outcome).toMatchObject({ kind: 'no-change' });
  expect(await ready.log('%H')).toEqual(before);
});

test('merges a base that moved on in other places without asking the model, and proves both together', async () => {
  await using ready = await openPull();
  const before = (await ready.pull())?.head.sha ?? '';
  const tip = await ready.commit('main', 'Elsewhere', { 'other.js': 'export {};\n' });

  const end = await ready.revise('base-moved', []);

  const head = (await ready.pull())?.head.sha ?? '';
  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified', publication: { sha: head } });
  expect((await ready.log('%P'))[0]).toBe(`${before} ${tip}`);
  expect(await ready.gitHub.readFile(head, 'other.js')).toBe('export {};\n');
  expect(await ready.gitHub.readFile(head, 'add.js')).toBe(fixed);
});

test('gives the agent both sides of a conflict, and publishes what it makes of them', async () => {
  await using ready = await openPull();
  const tip = await ready.commit('main', 'Otherwise', { 'add.js': 'export const add = (a, b) => a - b; // of two\n' });
  const resolve = bashCall("printf '%s\\n' 'export const add = (a, b) => a + b; // of two' > add.js && node --test");

  const end = await ready.revise('asked', [resolve, finishCall(), finishCall()]);

  const head = (await ready.pull())?.head.sha ?? '';
  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified', publication: { sha: head } });
  expect((await ready.log('%P'))[0]?.split(' ')).toContain(tip);
  expect(await ready.gitHub.readFile(head, 'add.js')).toBe('export const add = (a, b) => a + b; // of two\n');
  expect(end.told).toContain('Conflicts with main');
});

test('publishes nothing in which both sides still stand', async () => {
  await using ready = await openPull();
  await ready.commit('main', 'Otherwise', { 'add.js': 'export const add = (a, b) => a - b; // of two\n' });
  const before = await ready.log('%H');

  const end = await ready.revise('asked', [
    bashCall('echo x > x.txt'),
    ...Array.from({ length: 9 }, () => finishCall()),
  ]);

  expect(end.outcome).toMatchObject({ kind: 'failed', failure: { reason: expect.stringContaining('add.js') } });
  expect(await ready.log('%H')).toEqual(before);
});

test('makes its commit again on what a person pushes meanwhile', async () => {
  await using ready = await openPull();
  let pushed = '';
  const push = async (stage: string) => {
    if (stage === 'proving' && pushed === '')
      pushed = await ready.commit(branch, 'Meanwhile', { 'NOTES.md': 'Now.\n' });
  };

  const end = await ready.revise('asked', [document, finishCall(), finishCall()], push);

  const head = (await ready.pull())?.head.sha ?? '';
  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified', publication: { sha: head } });
  expect(await ready.log()).toEqual(['As asked for: Adding subtracts', 'Meanwhile', 'Adding subtracts', 'Add']);
  expect(await ready.gitHub.readFile(head, 'NOTES.md')).toBe('Now.\n');
  expect(await ready.gitHub.readFile(head, 'add.js')).toBe(documented);
});

test('leaves a pull request alone that was closed', async () => {
  await using ready = await openPull();
  await ready.gitHub.closePull(ready.number, 'wader');

  const end = await ready.revise('asked', []);

  expect(end.outcome).toMatchObject({ kind: 'refused', reason: `Pull request #${ready.number} is closed.` });
});
