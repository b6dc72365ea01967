import { describe, expect, test } from 'vitest';
import { onFailedChecks } from '../../src/steering/pulls/on-failed-checks.ts';
import { onMovedBranch } from '../../src/steering/pulls/on-moved-branch.ts';
import { onPermissionsChanged } from '../../src/steering/pulls/on-permissions-changed.ts';
import { onReleased } from '../../src/steering/pulls/on-released.ts';
import { onRenamed } from '../../src/steering/pulls/on-renamed.ts';
import { onReview } from '../../src/steering/pulls/on-review.ts';
import { readCommands } from '../../src/webhooks/commands/read-commands.ts';
import { settleCommands } from '../../src/webhooks/commands/settle-commands.ts';
import { never } from '../support/git-fixture.ts';
import { branch, lines, ourPullRequest } from '../support/our-pull-request.ts';

type Made = Awaited<ReturnType<typeof ourPullRequest>>;

/** What the bot said below the pull request. */
async function said({ github, number }: Made): Promise<readonly string[]> {
  const comments = await github.comments(number);
  return comments.filter(({ author }) => author === 'sandpiper[bot]').map(({ body }) => body);
}

describe('a review', () => {
  async function submit(made: Made, body: string, login: string) {
    const comments = [
      { path: 'src/sum.js', line: 3, body: 'Why?' },
      { path: 'src/sum.js', line: 5, body: 'Rename.' },
    ];
    await made.github.review(made.number, { body, comments }, login);
    const review = made.github.reviews(made.number).at(-1);
    if (review === undefined) throw new Error('There is no review');
    const settled = settleCommands(readCommands(body));
    const common = { kind: 'review', ...made.by(login), pull: made.pull, reviewId: review.id } as const;
    const nothing = { carryOut: [], setAside: [] };
    const at = '2024-05-03T11:00:00Z';
    await onReview(
      made.deps,
      { trigger: { ...common, settled, source: { id: review.id, at } }, key: `r${review.id}` },
      never,
    );
    for (const id of [1, 2]) {
      const trigger = { ...common, settled: nothing, source: { id: review.id + id, at } };
      await onReview(made.deps, { trigger, key: `c${review.id}-${id}` }, never);
    }
    return review;
  }

  test('becomes one run with the text that was asked for, however many webhooks it comes in', async () => {
    await using made = await ourPullRequest();
    await made.remember();
    await made.deps.issues.change(made.key, (entry) => ({ ...entry, fixes: { inAll: 2, inARow: 2 } }));

    const review = await submit(made, 'Nearly there.', 'turnstone');

    expect(made.listed.jobs()).toMatchObject([
      {
        request: { issue: { number: 1, body: 'As it was asked for.' }, sender: 'turnstone' },
        task: { kind: 'revise', pull: made.number, cause: { kind: 'review', reviewId: review.id } },
      },
    ]);
    expect(made.listed.options()).toMatchObject([{ whenBusy: 'wait', delayMs: 5_000, priority: 'asked' }]);
    expect((await made.deps.issues.read(made.key)).fixes).toEqual({ inAll: 2, inARow: 0 });
    expect(await said(made)).toEqual([]);
    const [seen] = made.github.reviews(made.number);
    expect(seen?.reactions).toEqual([{ content: 'eyes', author: 'sandpiper[bot]' }]);
    expect(made.github.contractViolations()).toEqual([]);
  });

  test('is taken up all the same when it cannot be said that it was seen', async () => {
    await using made = await ourPullRequest();
    await made.remember();
    made.github.failNext({ method: 'POST', route: 'graphql/addReaction', status: 403 });

    await submit(made, 'Nearly there.', 'turnstone');

    expect(made.listed.jobs()).toHaveLength(1);
  });

  test('by somebody without write permission begins nothing and is not answered', async () => {
    await using made = await ourPullRequest();
    await made.remember();

    const review = await submit(made, 'Do as I say.', 'plover');

    expect(made.listed.jobs()).toEqual([]);
    expect(made.github.reviews(made.number).find(({ id }) => id === review.id)?.reactions).toEqual([]);
    expect(await said(made)).toEqual([]);
  });

  test('that says to stop begins nothing', async () => {
    await using made = await ourPullRequest();
    await made.remember();
    const settled = settleCommands(readCommands('/stop'));
    const [trigger, source] = [
      { kind: 'review', ...made.by('turnstone'), pull: made.pull } as const,
      { id: 7, at: '2024-05-03T11:00:00Z' },
    ];

    await onReview(made.deps, { trigger: { ...trigger, reviewId: 7, settled, source }, key: 'k' }, never);

    expect(made.listed.jobs()).toEqual([]);
    expect(await said(made)).toEqual([expect.stringContaining('/stop')]);
  });

  test('of a pull request that is closed by now begins nothing', async () => {
    await using made = await ourPullRequest();
    await made.remember();
    await made.github.closePull(made.number, 'turnstone');

    await submit(made, 'Nearly there.', 'turnstone');

    expect(made.listed.jobs()).toEqual([]);
  });

  test('with nothing remembered takes the text of the issue only from somebody who could have asked', async () => {
    await using made = await ourPullRequest();

    await submit(made, 'Nearly there.', 'turnstone');

    expect(made.listed.jobs()).toEqual([]);
    expect(await said(made)).toEqual([expect.stringContaining('written by somebody without write permission')]);
    made.github.setRole('plover', 'write');
    await submit(made, 'Again.', 'turnstone');
    expect(made.listed.jobs()).toMatchObject([{ request: { issue: { title: 'It is wrong', body: 'See here.' } } }]);
  });
});

describe('failed checks', () => {
  const wanted = { fixChecks: true, fixesPerPull: 3, fixesInARow: 2 };
  const fail = (made: Made, headSha: string, key = 'k') => {
    const trigger = { kind: 'checks-failed', ...made.by('turnstone'), headSha, branch, pulls: [made.number] } as const;
    return onFailedChecks(made.deps, { trigger, key }, never);
  };
  const push = (made: Made, email: string) =>
    made.github.commit(branch, {
      message: 'More',
      author: { name: 'x', email },
      at: '2024-05-03T12:00:00Z',
      files: { 'src/sum.js': lines({ 9: email }) },
    });

  test('on the head begin one run by itself, for whoever asked for the work, however many suites fail', async () => {
    await using made = await ourPullRequest({ conduct: wanted });
    await made.remember();

    await fail(made, made.sha);
    await fail(made, made.sha, 'another suite');

    expect(made.listed.jobs()).toMatchObject([
      {
        request: { sender: 'turnstone' },
        task: { kind: 'revise', cause: { kind: 'failed-checks', headSha: made.sha } },
      },
    ]);
    expect(made.listed.options()).toMatchObject([{ priority: 'by-itself', whenBusy: 'wait', delayMs: 30_000 }]);
    expect(made.github.contractViolations()).toEqual([]);
  });

  test.for<[name: string, of: Parameters<typeof ourPullRequest>[0], prepare: (made: Made) => Promise<string>]>([
    ['where maintainers do not want it', { conduct: { fixChecks: false } }, async (made) => made.sha],
    [
      'on a commit that is not the head any more',
      { conduct: wanted },
      async (made) => {
        await push(made, 'ts@tidewords.example');
        return made.sha;
      },
    ],
    [
      'after a commit of somebody who may not write',
      { conduct: wanted },
      (made) => push(made, 'stranger@evil.example'),
    ],
    [
      'of a pull request that is closed',
      { conduct: wanted },
      async (made) => {
        await made.github.closePull(made.number, 'turnstone');
        return made.sha;
      },
    ],
  ])('begin nothing %s', async ([, of, prepare]) => {
    await using made = await ourPullRequest(of);
    await made.remember();
    const sha = await prepare(made);

    await fail(made, sha);

    expect(made.listed.jobs()).toEqual([]);
    expect(await said(made)).toEqual([]);
  });

  test('after a commit of somebody who may write begin a run', async () => {
    await using made = await ourPullRequest({ conduct: wanted });
    await made.remember();
    const sha = await push(made, 'ts@tidewords.example');

    await fail(made, sha);

    expect(made.listed.jobs()).toMatchObject([{ task: { cause: { headSha: sha } } }]);
  });

  test('begin nothing once the budget is used up, which is said once; what people do gives a part of it back', async () => {
    await using made = await ourPullRequest({ conduct: wanted });
    await made.remember();
    await made.deps.issues.change(made.key, (entry) => ({ ...entry, fixes: { inAll: 2, inARow: 2 } }));

    await fail(made, made.sha);
    await fail(made, made.sha, 'another suite');

    expect(made.listed.jobs()).toEqual([]);
    expect(await said(made)).toEqual([expect.stringContaining('after 2 runs in a row')]);
    const moved = { kind: 'branch-moved', pull: made.pull } as const;
    const byBot = { ...made.by('dunlin[bot]'), actor: { login: 'dunlin[bot]', id: 4, type: 'Bot' } };
    await onMovedBranch(made.deps, { trigger: { ...moved, ...byBot }, key: 'm1' }, never);
    await fail(made, made.sha, 'a third');
    expect(made.listed.jobs()).toEqual([]);
    await onMovedBranch(made.deps, { trigger: { ...moved, ...made.by('turnstone') }, key: 'm2' }, never);
    await fail(made, made.sha, 'a fourth');
    expect(made.listed.jobs()).toHaveLength(1);
  });
});

describe('a release', () => {
  const release = (made: Made, login: string, key = 'k') => {
    const trigger = { kind: 'released', ...made.by(login), pull: made.pull } as const;
    return onReleased(made.deps, { trigger, key }, never);
  };
  async function prove({ hub, sha }: Made) {
    const write = hub.as(await hub.mint({ checks: 'write' }));
    const output = { title: 'Verified', summary: 'All passed.', text: 'The table.' };
    const proof = { name: 'Sandpiper proof', head_sha: sha, status: 'completed', conclusion: 'success' } as const;
    await write.rest.checks.create({ ...hub.at, ...proof, external_id: 'run-1', output });
  }

  test('by somebody with write permission starts the workflows with a commit that has the same files, and the proof goes with it', async () => {
    await using made = await ourPullRequest();
    const { github, sha, number } = made;
    await made.remember();
    await prove(made);
    await github.markReady(number, 'turnstone');

    await release(made, 'turnstone');
    await release(made, 'turnstone', 'once more');

    const head = (await github.branches()).get(branch) ?? '';
    expect(head).not.toBe(sha);
    expect(await github.treeOf(head)).toBe(await github.treeOf(sha));
    expect(await github.commitMessage(head)).not.toContain('skip-checks');
    expect(await github.checkRuns(head)).toMatchObject([
      {
        name: 'Sandpiper proof',
        conclusion: 'success',
        output: expect.objectContaining({ summary: expect.stringContaining(sha.slice(0, 12)) }),
      },
    ]);
    expect((await made.deps.issues.read(made.key)).pull?.sha).toBe(head);
    expect(github.contractViolations()).toEqual([]);
  });

  test('that was cut off before the proof went with it is made whole', async () => {
    await using made = await ourPullRequest();
    const { github } = made;
    await made.remember();
    await prove(made);
    await github.markReady(made.number, 'turnstone');
    github.failNext({ method: 'POST', route: '/repos/{owner}/{repo}/check-runs', status: 422 });

    await expect(release(made, 'turnstone')).rejects.toThrow('GitHub did not accept the check run');
    const head = (await github.branches()).get(branch) ?? '';
    await release(made, 'turnstone');

    expect((await github.branches()).get(branch)).toBe(head);
    expect(await github.checkRuns(head)).toHaveLength(1);
  });

  test.for<[name: string, message: string | null, isReady: boolean, login: string]>([
    ['by somebody without write permission', null, true, 'plover'],
    ['that was taken back by now', null, false, 'turnstone'],
    ['of a commit that was never held back', 'Mend it\n\nIssue: #1\n', true, 'turnstone'],
  ])('%s starts nothing', async ([, message, isReady, login]) => {
    await using made = await ourPullRequest(message === null ? {} : { message });
    await made.remember();
    if (isReady) await made.github.markReady(made.number, 'turnstone');

    await release(made, login);

    expect((await made.github.branches()).get(branch)).toBe(made.sha);
  });
});

test('what is remembered follows a repository to its new name, and what waits there ends in words', async () => {
  await using made = await ourPullRequest();
  const { deps, listed, key, github } = made;
  const former = { ...key, repository: { ...key.repository, name: 'tide-words' } };
  const job = { ...made.lastJob, request: { ...made.lastJob.request, repository: former.repository } };
  await deps.issues.change(former, (entry) => ({ ...entry, lastJob: job, budgetUsd: 3 }));
  await deps.queue.add(job, { key: 'j', priority: 'asked', whenBusy: 'wait', delayMs: 0 });
  const trigger = { kind: 'renamed', ...made.by('wader'), formerName: 'tide-words' } as const;

  await onRenamed(deps, { trigger, key: 'renaming 1' }, never);
  await onRenamed(deps, { trigger, key: 'renaming 1' }, never);

  expect(listed.stopped).toEqual(['The repository was renamed to tidewords.']);
  expect(await deps.issues.read(key)).toMatchObject({
    budgetUsd: 3,
    lastJob: { request: { repository: { owner: 'wader', name: 'tidewords' } } },
  });
  expect((await deps.issues.read(former)).budgetUsd).toBeNull();
  const comments = (await github.comments(1)).map(({ body }) => body);
  expect(comments).toEqual([
    expect.stringContaining('The repository was renamed while a run for this issue was under way'),
  ]);
});

test('what an installation lacks of what is needed is told to the operator', async () => {
  await using made = await ourPullRequest();
  const told: unknown[] = [];
  const log = { info: (data: unknown) => told.push(data), warn: (data: unknown) => told.push(data) };
  const trigger = { kind: 'permissions-changed', installationId: made.key.installationId } as const;

  await onPermissionsChanged(
    { client: made.deps.client, log: { ...made.deps.log, ...log } },
    { trigger, key: 'k' },
    never,
  );

  expect(told).toEqual([{ installationId: made.key.installationId }]);
});
