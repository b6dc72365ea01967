import { describe, expect, test } from 'vitest';
import type { ScriptedFailure } from '../../src/demo/model/start-scripted-model.ts';
import { relayEngine } from '../support/relay-engine.ts';
import { type Sandpiper, startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, fixAdd, step, tinyRepository } from '../support/tiny-repository.ts';

const ordinary = { seed: tinyRepository(), steps: [fixAdd, finish()] };
const pullsRoute = { method: 'POST', route: '/repos/{owner}/{repo}/pulls' };

async function expectNothingHalfDone({ gitHub }: Sandpiper): Promise<void> {
  expect(await gitHub.pulls()).toEqual([]);
  expect([...(await gitHub.branches()).keys()].filter((branch) => branch.startsWith('sandpiper/'))).toEqual([]);
  expect(gitHub.revokedTokens()).toHaveLength(gitHub.mintedTokens().length);
}

describe('the model', () => {
  test.for([
    ['refuses the key', { kind: 'status', status: 401 }, /key/i],
    ['is overloaded every time', { kind: 'status', status: 500 }, /500/],
    ['cuts its answer short every time', { kind: 'cut' }, /model/i],
    ['answers nonsense every time', { kind: 'nonsense' }, /model/i],
  ] as [string, ScriptedFailure, RegExp][])('%s, and the issue says so', async ([, failure, words]) => {
    await using sandpiper = await startSandpiper(ordinary);
    sandpiper.model.failNext(failure, 10);

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage: 'solving', failure: { cause: 'model' } });
    expect(await sandpiper.comment()).toMatch(words);
    await expectNothingHalfDone(sandpiper);
  });

  test.for([
    ['asks to slow down', { kind: 'status', status: 429 }],
    ['has a bad moment', { kind: 'status', status: 503 }],
    ['cuts one answer short', { kind: 'cut' }],
  ] as [string, ScriptedFailure][])('%s once, and the run goes on', async ([, failure]) => {
    await using sandpiper = await startSandpiper(ordinary);
    sandpiper.model.failNext(failure);

    expect((await sandpiper.label()).outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
  });

  test('fails after the change was made, which is kept as a patch', async () => {
    await using sandpiper = await startSandpiper({
      ...ordinary,
      onEvent: (event) => {
        const isEdited = event.type === 'agent' && event.event.type === 'observation';
        if (isEdited) failing?.failNext({ kind: 'status', status: 401 }, 10);
      },
    });
    const failing: Sandpiper['model'] | null = sandpiper.model;

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage: 'solving' });
    expect((await sandpiper.record(end)).get('change.patch')).toContain('+export const add = (a, b) => a + b;');
    expect(await sandpiper.comment()).toContain('change.patch');
    await expectNothingHalfDone(sandpiper);
  });
});

describe('GitHub', () => {
  test('declines the push, and the issue shows why', async () => {
    await using sandpiper = await startSandpiper(ordinary);
    await sandpiper.gitHub.refusePushes('sandpiper/');

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage: 'publishing', failure: { cause: 'delivery' } });
    expect(await sandpiper.comment()).toContain('change.patch');
    await expectNothingHalfDone(sandpiper);
  });

  test.for([
    ['the pull request', pullsRoute, 422],
    ['the pull request, without an answer', pullsRoute, 'disconnect'],
    ['the check run', { method: 'POST', route: '/repos/{owner}/{repo}/check-runs' }, 403],
  ] as const)('refuses %s, and the branch is taken back', async ([, route, status]) => {
    await using sandpiper = await startSandpiper(ordinary);
    sandpiper.gitHub.failNext({ ...route, status });

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage: 'publishing', failure: { cause: 'delivery' } });
    await expectNothingHalfDone(sandpiper);
  });

  test('opens the pull request but its answer is lost, and it is found and not taken back', async () => {
    await using sandpiper = await startSandpiper(ordinary);
    sandpiper.gitHub.failNext({ ...pullsRoute, status: 'answer-lost' });

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
    expect(await sandpiper.gitHub.pulls()).toHaveLength(1);
    expect(await sandpiper.comment()).toContain('opened a pull request');
  });

  test('commits nothing itself and takes the push, but its answer is lost, and the branch is taken back', async () => {
    await using sandpiper = await startSandpiper(ordinary);
    sandpiper.gitHub.failNext({ method: 'POST', route: '/repos/{owner}/{repo}/git/trees', status: 503 });
    sandpiper.gitHub.failNext({ method: 'POST', route: 'git-receive-pack', status: 'answer-lost' });

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage: 'publishing' });
    await expectNothingHalfDone(sandpiper);
  });

  test('has lost the comment, because a maintainer deleted it, and gets a new one', async () => {
    const commentRoute = { method: 'PATCH', route: '/repos/{owner}/{repo}/issues/comments/{comment_id}', status: 404 };
    await using sandpiper = await startSandpiper(ordinary);
    sandpiper.gitHub.failNext(commentRoute);

    await sandpiper.label();

    const { comments } = await sandpiper.gitHub.issue(1);
    expect(comments.at(-1)?.body).toContain('opened a pull request');
  });

  test('does not take the last word at first, and gets it again', async () => {
    await using sandpiper = await startSandpiper({
      ...ordinary,
      onEvent: (event) => {
        if (event.type === 'stage' && event.stage === 'publishing') gitHub?.failNext(commentUpdates);
      },
    });
    const gitHub: Sandpiper['gitHub'] | null = sandpiper.gitHub;
    const commentUpdates = {
      method: 'PATCH',
      route: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
      status: 502,
      times: 2,
    };

    await sandpiper.label();

    expect(await sandpiper.comment()).toContain('opened a pull request');
  });

  test('has a branch of that name already, and it stays as it was', async () => {
    await using sandpiper = await startSandpiper(ordinary);
    const { gitHub } = sandpiper;
    const { title } = await gitHub.issue(1);
    const taken = `sandpiper/1-${title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}`;
    await gitHub.createBranch(taken, 'main');
    const before = (await gitHub.branches()).get(taken);

    await sandpiper.label();

    expect(await gitHub.pulls()).toMatchObject([{ head: { ref: `${taken}-2` } }]);
    expect((await gitHub.branches()).get(taken)).toBe(before);
  });
});

describe('the Docker Engine', () => {
  test('is gone when a run begins, and the issue says so', async () => {
    await using engine = await relayEngine();
    await using sandpiper = await startSandpiper({ ...ordinary, env: { DOCKER_HOST: engine.dockerHost } });
    await engine.die();

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage: 'preparing', failure: { cause: 'environment' } });
    expect(await sandpiper.comment()).toContain('Docker');
    await expectNothingHalfDone(sandpiper);
  });

  test('dies while the agent works, and the issue says so', async () => {
    await using engine = await relayEngine();
    await using sandpiper = await startSandpiper({
      seed: tinyRepository(),
      steps: [step(bash('sleep 30'))],
      env: { DOCKER_HOST: engine.dockerHost },
      onEvent: (event) => {
        if (event.type === 'agent' && event.event.type === 'answer') void engine.die();
      },
    });

    const end = await sandpiper.label();
    await engine.removeBoxes();

    expect(end.outcome).toMatchObject({ kind: 'failed', stage: 'solving', failure: { cause: 'environment' } });
    expect(await sandpiper.comment()).toContain('**Next:**');
    await expectNothingHalfDone(sandpiper);
  });
});
