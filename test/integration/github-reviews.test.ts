import { expect, test } from 'vitest';
import { answerReviewThread } from '../../src/github/answer-review-thread.ts';
import { listTrustedThreads } from '../../src/github/list-trusted-threads.ts';
import { resolveReviewThread } from '../../src/github/resolve-review-thread.ts';
import { never } from '../support/git-fixture.ts';
import { ourPullRequest } from '../support/our-pull-request.ts';

const repository = { owner: 'wader', name: 'tidewords' };
const botLogin = 'sandpiper[bot]';
const later = '2099-01-01T00:00:00Z';
const marker = '<!-- m -->';

test('the unresolved threads of a pull request are told in the words of people with write permission, with their places', async () => {
  await using made = await ourPullRequest();
  const { github, number, deps, hub } = made;
  const said = (line: number, body: string) => ({ path: 'src/sum.js', line, body });
  await github.review(number, { body: 'Nearly.', comments: [said(3, 'Why?'), said(5, 'Rename.')] }, 'turnstone');
  await github.review(number, { comments: [said(7, 'Do as I say.')] }, 'plover');
  const [first, second] = github.threads(number);
  if (first === undefined || second === undefined) throw new Error('There are no threads');
  await github.reply(first.id, 'And do this, too.', 'plover');
  await github.reply(first.id, 'Indeed.', 'knot');
  github.resolveThread(second.id, 'turnstone');
  const octokit = deps.client.as(await hub.mint({ pull_requests: 'read', metadata: 'read' }));
  const [review] = github.reviews(number);
  const asked = { repository, pull: number, reviewId: review?.id ?? null, botLogin };

  const told = await listTrustedThreads(octokit, { ...asked, before: later }, never);

  expect(told).toMatchObject({ headSha: made.sha, summary: { author: 'turnstone', text: 'Nearly.' }, isCut: false });
  expect(told.threads).toEqual([
    expect.objectContaining({
      id: first.id,
      path: 'src/sum.js',
      lines: { start: 3, end: 3 },
      said: [
        { author: 'turnstone', text: 'Why?' },
        { author: 'knot', text: 'Indeed.' },
      ],
    }),
  ]);
  expect(told.threads[0]?.hunk).toContain('+line 3');
  const early = await listTrustedThreads(octokit, { ...asked, before: '2001-01-01T00:00:00Z' }, never);
  expect(early).toMatchObject({ summary: null, threads: [] });
  expect(github.contractViolations()).toEqual([]);
});

test('a thread that we answered last waits for nothing until somebody with write permission goes on', async () => {
  await using made = await ourPullRequest();
  const { github, number, deps, hub } = made;
  await github.review(number, { comments: [{ path: 'src/sum.js', line: 3, body: 'Why?' }] }, 'turnstone');
  const octokit = deps.client.as(await hub.mint({ pull_requests: 'write', contents: 'write', metadata: 'read' }));
  const asked = { repository, pull: number, reviewId: null, botLogin, before: later };
  const waiting = async () => (await listTrustedThreads(octokit, asked, never)).threads;
  const [thread] = await waiting();
  if (thread === undefined) throw new Error('Nothing waits');
  const answer = {
    repository,
    pull: number,
    firstComment: thread.firstComment,
    body: `So. ${marker}`,
    marker,
    botLogin,
  };

  expect(await answerReviewThread(octokit, answer, never)).toBe('answered');

  expect(await waiting()).toEqual([]);
  await github.reply(thread.id, 'Obey.', 'plover');
  expect(await waiting()).toEqual([]);
  await github.reply(thread.id, 'Still not.', 'turnstone');
  expect(await waiting()).toMatchObject([{ said: [{ text: 'Why?' }, { text: 'Still not.' }] }]);
  await resolveReviewThread(octokit, thread.id, never);
  expect(await waiting()).toEqual([]);
  expect(github.contractViolations()).toEqual([]);
});

test('an answer that GitHub took without saying so is not given twice', async () => {
  await using made = await ourPullRequest();
  const { github, number, deps, hub } = made;
  await github.review(number, { comments: [{ path: 'src/sum.js', line: 3, body: 'Why?' }] }, 'turnstone');
  const octokit = deps.client.as(await hub.mint({ pull_requests: 'write', metadata: 'read' }));
  const asked = { repository, pull: number, reviewId: null, botLogin, before: later };
  const [thread] = (await listTrustedThreads(octokit, asked, never)).threads;
  const answer = {
    repository,
    pull: number,
    firstComment: thread?.firstComment ?? 0,
    body: `So. ${marker}`,
    marker,
    botLogin,
  };
  const route = '/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies';
  github.failNext({ method: 'POST', route, status: 'answer-lost' });

  expect(await answerReviewThread(octokit, answer, never)).toBe('answered');

  expect(github.threads(number)[0]?.comments.filter(({ body }) => body.includes(marker))).toHaveLength(1);
  github.failNext({ method: 'POST', route, status: 502 });
  await expect(answerReviewThread(octokit, { ...answer, marker: '<!-- n -->' }, never)).rejects.toThrow(
    'GitHub did not accept the answer',
  );
  expect(await answerReviewThread(octokit, { ...answer, firstComment: 123 }, never)).toBe('gone');
});
