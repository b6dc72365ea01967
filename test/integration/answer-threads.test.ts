import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import type { Finish } from '../../src/agent/attempt.ts';
import { commitChange } from '../../src/git/commit-change.ts';
import { GitHubFault } from '../../src/github/github-fault.ts';
import type { TrustedThread } from '../../src/github/list-trusted-threads.ts';
import { answerReview } from '../../src/run/answering/answer-review.ts';
import { sayLastWord } from '../../src/run/answering/say-last-word.ts';
import type { PullConversation } from '../../src/run/origins/pull-conversation.ts';
import type { RunOutcome } from '../../src/run/run-outcome.ts';
import type { RunTask } from '../../src/run/task/run-task.ts';
import { gitDeps, never, writeFiles } from '../support/git-fixture.ts';
import { gitJourney } from '../support/git-journey.ts';
import { lines } from '../support/our-pull-request.ts';
import { someFinish } from '../support/some-finish.ts';

const thread = (id: string, more: Partial<TrustedThread>): TrustedThread => ({
  id,
  firstComment: Number(id),
  path: 'src/sum.js',
  lines: null,
  hunk: '',
  said: [{ author: 'ann', text: 'Why?' }],
  ...more,
});
const at = (line: number) => ({ lines: { start: line, end: line } });
const threads = [
  thread('1', at(3)),
  thread('2', at(4)),
  thread('3', {}),
  thread('4', { path: 'src/gone ä.js', ...at(1) }),
  thread('5', { path: ':(glob)src/*', ...at(3) }),
];

/** A conversation that is written down. */
function conversation(told: { readonly headSha: string; readonly failing?: Error }) {
  const said: { readonly id: string; readonly text: string; readonly isSettled: boolean }[] = [];
  const pulls: PullConversation = {
    webUrl: 'https://github.com/wader/tidewords',
    readReview: async () => ({ headSha: told.headSha, summary: null, threads, isCut: false }),
    readFailedChecks: async () => ({ checks: [], omitted: 0 }),
    async answerThreads({ answers }) {
      if (told.failing !== undefined) throw told.failing;
      said.push(...answers.map(({ thread: { id }, text, isSettled }) => ({ id, text, isSettled })));
      return [];
    },
    async say({ text }) {
      said.push({ id: 'pull', text, isSettled: false });
    },
  };
  return { pulls, said };
}

const task: RunTask = {
  kind: 'revise',
  said: [],
  earlierRuns: [],
  budgetUsd: null,
  pull: 5,
  cause: { kind: 'review', reviewId: 50 },
};

function runWith(pulls: PullConversation) {
  const notes: string[] = [];
  return {
    notes,
    deps: { git: gitDeps(), log: pino({ level: 'silent' }) },
    origin: {
      pulls,
      secrets: () => ['hunter2-hunter2'],
      issue: { number: 1, title: 'It is wrong', body: '', author: null },
    },
    record: { id: 'run-1' },
    task,
    progress: { addNotes: (more: readonly string[]) => void notes.push(...more) },
  };
}

const finish: Finish = someFinish('fixed', 'Done.', {
  replies: [
    { to: 'T1', text: 'Renamed; the word is hunter2-hunter2.' },
    { to: 'T2', text: 'It is right as it is.' },
  ],
});

describe('after a change', () => {
  async function changed() {
    const journey = await gitJourney({ 'src/sum.js': lines(), 'src/gone ä.js': 'old\n' });
    await writeFiles(journey.workspace, { 'src/sum.js': lines({ 3: 'renamed' }) });
    await rm(join(journey.workspace, 'src/gone ä.js'));
    const exported = await journey.readChange();
    if (exported.kind !== 'change') throw new Error('There is no change');
    const author = { name: 'x', email: 'x@example.org' };
    const request = { change: exported.change, message: 'Change', author, at: new Date(0) };
    const { sha } = await commitChange(
      gitDeps(),
      journey.mirror,
      { ...request, parents: [journey.mirror.baseSha] },
      never,
    );
    return { mirror: journey.mirror, sha, [Symbol.asyncDispose]: () => journey[Symbol.asyncDispose]() };
  }

  test('each thread is answered with the commit, and settled exactly where git says that its line is another', async () => {
    await using made = await changed();
    const { pulls, said } = conversation({ headSha: made.mirror.baseSha });
    const commit = { mirror: made.mirror, head: made.sha, published: 'f'.repeat(40) };

    await answerReview(runWith(pulls), { finish, commit }, never);

    expect(said.map(({ id, isSettled }) => [id, isSettled])).toEqual([
      ['1', true],
      ['2', false],
      ['3', false],
      ['4', true],
      ['5', false],
    ]);
    const [first, second, third, fourth] = said.map(({ text }) => text);
    expect(first).toContain(`https://github.com/wader/tidewords/blob/${'f'.repeat(40)}/src/sum.js#L3-L3`);
    expect(first).toContain('> Renamed; the word is');
    expect(first).not.toContain('hunter2');
    expect(second).toContain('these lines are as they were');
    expect(second).toContain('> It is right as it is.');
    expect(third).toContain('for you to judge');
    expect(third).toContain('The agent said nothing about this thread.');
    expect(fourth).toContain('these lines are gone');
  });

  test('what GitHub does not take is a note of the run, whose change stands', async () => {
    await using made = await changed();
    const failing = new GitHubFault('GitHub did not answer.', { status: 502, cause: null, nextAction: '' });
    const run = runWith(conversation({ headSha: made.mirror.baseSha, failing }).pulls);

    await answerReview(run, { finish, commit: { mirror: made.mirror, head: made.sha, published: made.sha } }, never);

    expect(run.notes).toEqual(['The threads of the review were not answered: GitHub did not answer.']);
  });
});

describe('the last word of a run that changed nothing', () => {
  const outcomes: readonly (readonly [name: string, outcome: RunOutcome, expected: readonly string[]])[] = [
    ['that said why, thread by thread', { kind: 'no-change', stop: 'finished', finish }, ['1', '2', '3', '4', '5']],
    ['that failed', failed(), ['pull']],
    ['that was stopped', { kind: 'cancelled', stage: 'solving', because: 'ann stopped the run.' }, ['pull']],
    ['that was refused', { kind: 'refused', actor: 'ann', reason: 'It is closed.', nextAction: '' }, ['pull']],
    ['whose plan is there', { kind: 'planned', plan: 'x' }, []],
  ];

  test.for(outcomes)('%s', async ([, outcome, expected]) => {
    const { pulls, said } = conversation({ headSha: 'a'.repeat(40) });

    await sayLastWord(runWith(pulls), outcome);

    expect(said.map(({ id }) => id)).toEqual(expected);
    for (const one of said) expect(one).toMatchObject({ isSettled: false });
  });

  test('on an issue is not said at a pull request', async () => {
    const { pulls, said } = conversation({ headSha: 'a'.repeat(40) });

    await sayLastWord({ ...runWith(pulls), task: { ...task, kind: 'plan', earlierPlan: null } }, failed());

    expect(said).toEqual([]);
  });
});

function failed(): RunOutcome {
  const failure = { cause: 'model', reason: 'The model was busy.', log: null, nextAction: 'Wait.' } as const;
  return { kind: 'failed', stage: 'solving', failure };
}
