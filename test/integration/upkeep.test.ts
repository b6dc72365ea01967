import pino from 'pino';
import { describe, expect, test } from 'vitest';
import type { LoopbackGitHub } from '../../src/demo/github/loopback-github.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { keepUp } from '../../src/upkeep/keep-up.ts';
import { sweepInstallations } from '../../src/upkeep/sweep-installations.ts';
import type { SweptRepository } from '../../src/upkeep/upkeep-deps.ts';
import { never } from '../support/git-fixture.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

const bot = { name: 'sandpiper[bot]', email: 'sandpiper[bot]@users.noreply.github.com' };
const longAgo = '2024-05-03T10:00:00Z';
const settings = 'publish:\n  stale-days: 30\n';
const body = (run: string) => `Done.\n\n<!-- sandpiper:run=${run} -->`;
const trailers = (run: string) => `Sandpiper-Run: ${run}\nSandpiper-Record: 7 ${'0'.repeat(64)}`;

/** A GitHub where the app published things long ago. */
async function neglected(text: string | null = settings) {
  const seed = someSeed();
  await using undo = new AsyncDisposableStack();
  const hub = undo.use(await startGitHubWithApp(seed));
  const { github } = hub;
  if (text !== null) await setSettings(github, text);
  const pulls = hub.as(await hub.mint({ pull_requests: 'write' })).rest.pulls;
  const { id: appId, privateKey } = github.app;
  const client = connectGitHub({ apiUrl: github.apiUrl, appId, privateKey, polite: false });
  const merged: string[] = [];
  const mergeMovedBases = async ({ repository }: SweptRepository) => void merged.push(repository.name);
  const deps = { client, botLogin: bot.name, mergeMovedBases, now: Date.now, log: pino({ level: 'silent' }) };
  const owned = undo.move();
  return {
    hub,
    github,
    deps,
    /** Where bases were merged in. */
    merged,
    /** What a run has published, and nobody has looked at since. */
    async publish(run: string, branch = `sandpiper/1-${run}`) {
      await commitOn(github, branch, run);
      const { data } = await pulls.create({ ...hub.at, title: run, head: branch, base: 'main', body: body(run) });
      github.backdatePull(data.number, longAgo);
      return data.number;
    },
    sweep: () => sweepInstallations(deps, never),
    async stateOf(pull: number) {
      return (await github.pulls()).find(({ number }) => number === pull)?.state;
    },
    async [Symbol.asyncDispose]() {
      const violations = github.contractViolations();
      await owned.disposeAsync();
      if (violations.length > 0) throw new Error(`GitHub would refuse this: ${JSON.stringify(violations)}`);
    },
  };
}

async function setSettings(github: LoopbackGitHub, text: string): Promise<void> {
  const files = { '.github/sandpiper.yml': text };
  await github.commit('main', { message: 'Settings', author: bot, at: longAgo, files });
}

async function commitOn(github: LoopbackGitHub, branch: string, run: string): Promise<void> {
  if (!(await github.branches()).has(branch)) await github.createBranch(branch, 'main');
  const message = `Mend\n\n${trailers(run)}`;
  await github.commit(branch, { message, author: bot, at: longAgo, files: { [`${run}.md`]: 'x\n' } });
}

describe('a pull request nobody looked at', () => {
  test('is closed with one comment that says why and how to keep it; its branch stays', async () => {
    await using there = await neglected();
    const pull = await there.publish('r1');

    await there.sweep();
    await there.sweep();

    expect(await there.stateOf(pull)).toBe('closed');
    const comments = await there.github.comments(pull);
    expect(comments).toMatchObject([{ author: bot.name, body: expect.stringMatching(/30 days.*reopen.*`keep`/s) }]);
    expect((await there.github.branches()).has('sandpiper/1-r1')).toBe(true);
  });

  test.for<readonly [string, string | null]>([
    ['there are no settings', null],
    ['a mistake stands in them', 'publish:\n  stale-days: 30\n  drafts: always\n'],
    ['it is not that long ago', 'publish:\n  stale-days: 3650\n'],
  ])('stays open where %s, and nothing is written', async ([, text]) => {
    await using there = await neglected(text);
    const pull = await there.publish('r1');

    await there.sweep();

    expect(await there.stateOf(pull)).toBe('open');
    const permissions = there.github
      .mintedTokens()
      .slice(1)
      .flatMap((token) => Object.values(token.permissions));
    expect(new Set(permissions)).toEqual(new Set(['read']));
  });

  test('is not told twice what a sweep that was cut off has told it', async () => {
    await using there = await neglected();
    const pull = await there.publish('r1');
    const route = '/repos/{owner}/{repo}/pulls/{pull_number}';
    there.github.failNext({ method: 'PATCH', route, status: 422 });

    await there.sweep();
    const between = await there.stateOf(pull);
    await there.sweep();

    expect([between, await there.stateOf(pull)]).toEqual(['open', 'closed']);
    expect(await there.github.comments(pull)).toHaveLength(1);
  });
});

test('what people do keeps a pull request open, and nothing is said in it', async () => {
  await using there = await neglected();
  const { github } = there;
  const deeds: Readonly<Record<string, (pull: number) => Promise<unknown>>> = {
    nothing: async () => undefined,
    'bot-comments': (pull) => github.comment(pull, 'Beep.', 'dunlin[bot]'),
    comments: (pull) => github.comment(pull, 'Looks useful.', 'plover'),
    reviews: (pull) => github.review(pull, 'Not yet.', 'turnstone'),
    labels: (pull) => github.label(pull, 'later', 'wader'),
    commits: () => commitOn(github, 'sandpiper/1-commits', 'r-more'),
  };
  const pulls = new Map<string, number>();
  for (const [name, act] of Object.entries(deeds)) {
    const pull = await there.publish(name);
    pulls.set(name, pull);
    await act(pull);
  }
  const stranger = { title: 'Mine', body: body('r9'), head: 'sandpiper/9-mine', base: 'main' };
  await commitOn(github, stranger.head, 'r9');
  pulls.set('opened by somebody else', await github.openPull(stranger, 'wader'));
  for (const pull of pulls.values()) github.backdatePull(pull, longAgo);

  await there.sweep();

  const open = new Set((await github.pulls()).filter(({ state }) => state === 'open').map(({ number }) => number));
  const kept = [...pulls].filter(([, pull]) => open.has(pull));
  expect(kept.map(([name]) => name)).toEqual(['comments', 'reviews', 'labels', 'commits', 'opened by somebody else']);
  for (const [, pull] of kept)
    expect((await github.comments(pull)).filter(({ author }) => author === bot.name)).toEqual([]);
});

test('one that somebody reopened, or gave the label to keep it, is not closed a year later either', async () => {
  await using there = await neglected();
  const reopened = await there.publish('r1');
  const labelled = await there.publish('r2');
  await there.github.label(labelled, 'keep', 'wader');
  await there.sweep();
  const closed = await there.stateOf(reopened);
  await there.github.reopenPull(reopened, 'wader');
  const inAYear = () => Date.now() + 365 * 24 * 60 * 60_000;

  await sweepInstallations({ ...there.deps, now: inAYear }, never);

  expect(closed).toBe('closed');
  expect([await there.stateOf(reopened), await there.stateOf(labelled)]).toEqual(['open', 'open']);
});

describe('the branch of a stale pull request', () => {
  const deleting = `${settings}  delete-stale-branch: true\n`;

  test('goes with it where the maintainers want that', async () => {
    await using there = await neglected(deleting);
    const pull = await there.publish('r1');

    await there.sweep();

    expect(await there.stateOf(pull)).toBe('closed');
    expect([...(await there.github.branches()).keys()]).toEqual(['main']);
  });

  test('stays when somebody builds on it', async () => {
    await using there = await neglected(deleting);
    const pull = await there.publish('r1');
    await there.github.createBranch('more', 'sandpiper/1-r1');
    await there.github.commit('more', { message: 'More', author: bot, at: longAgo, files: { 'more.md': 'x\n' } });
    const onTop = { title: 'More', body: '', head: 'more', base: 'sandpiper/1-r1' };
    await there.github.openPull(onTop, 'wader');

    await there.sweep();

    expect(await there.stateOf(pull)).toBe('closed');
    expect((await there.github.branches()).has('sandpiper/1-r1')).toBe(true);
  });
});

describe('a sweep', () => {
  test.for<readonly [string | null, readonly string[]]>([
    [null, []],
    ['conduct:\n  merge-base: when-asked\n', []],
    ['conduct:\n  merge-base: by-itself\n', ['tidewords']],
  ])('has bases merged in only where maintainers want it: %j', async ([text, names]) => {
    await using there = await neglected(text);

    await there.sweep();

    expect(there.merged).toEqual(names);
  });

  test('goes on to the next repository when one fails, and every token is of one repository and revoked', async () => {
    await using there = await neglected();
    const pull = await there.publish('r1');
    const before = there.github.mintedTokens().length;
    // The first repository that is looked at is the other one.
    const route = '/repos/{owner}/{repo}/contents/{path}';
    there.github.failNext({ method: 'GET', route, status: 403 });

    await there.sweep();

    expect(await there.stateOf(pull)).toBe('closed');
    const minted = there.github.mintedTokens().slice(before);
    const wide = minted.filter(({ repositories }) => repositories === 'all' || repositories.length !== 1);
    expect(new Set(wide.map(({ permissions }) => JSON.stringify(permissions)))).toEqual(
      new Set([JSON.stringify({ metadata: 'read' })]),
    );
    expect(minted.filter(({ state }) => state !== 'revoked')).toEqual([]);
  });

  test('ends when GitHub wants to be asked less', async () => {
    await using there = await neglected();
    const pull = await there.publish('r1');
    const route = '/repos/{owner}/{repo}/contents/{path}';
    const headers = { 'x-ratelimit-remaining': '0' };
    there.github.failNext({ method: 'GET', route, status: 403, headers });

    await expect(there.sweep()).rejects.toThrow(/403/);

    expect(await there.stateOf(pull)).toBe('open');
    expect(there.github.requests().filter(({ operation }) => operation === 'repos/get-content')).toHaveLength(1);
  });

  test('is made at the start and after every pause, also after one that failed, until the end', async () => {
    await using there = await neglected();
    const pull = await there.publish('r1');
    there.github.failNext({ method: 'GET', route: '/app/installations', status: 403 });
    const pauses: (() => void)[] = [];
    const paused = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const pause = (signal: AbortSignal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => reject(signal.reason));
      paused[pauses.length]?.resolve();
      pauses.push(resolve);
      return promise;
    };

    const upkeep = keepUp({ ...there.deps, pause });
    await paused[0]?.promise;
    const afterTheFirst = await there.stateOf(pull);
    pauses[0]?.();
    await paused[1]?.promise;
    const afterTheSecond = await there.stateOf(pull);
    await upkeep[Symbol.asyncDispose]();

    expect([afterTheFirst, afterTheSecond]).toEqual(['open', 'closed']);
    expect(pauses).toHaveLength(2);
  });
});
