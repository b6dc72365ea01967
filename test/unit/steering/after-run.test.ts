import { describe, expect, test } from 'vitest';
import type { RunOutcome } from '../../../src/run/run-outcome.ts';
import type { RunJob } from '../../../src/run/task/run-job.ts';
import { plainTask, type ReviseCause, type RunTask } from '../../../src/run/task/run-task.ts';
import { afterInterruption, afterRun } from '../../../src/steering/after-run.ts';
import { beforeRun } from '../../../src/steering/before-run.ts';
import { never } from '../../support/git-fixture.ts';
import { labels, steeringParts } from '../../support/steering-parts.ts';

const { states } = labels;
const pull = { number: 9, branch: 'sandpiper/7-x', sha: 'a'.repeat(40) };
const published: RunOutcome = {
  kind: 'published',
  verdict: 'verified',
  because: 'All pass.',
  draft: false,
  publication: { kind: 'pull-request', ...pull, url: 'https://github.com/wader/tidewords/pull/9', notes: [] } as never,
};
const stuck = { kind: 'no-change', stop: 'step-limit', finish: null } as unknown as RunOutcome;
const cancelled: RunOutcome = { kind: 'cancelled', stage: 'solving', because: 'knot stopped it.' };

const revise = (cause: ReviseCause): RunTask => ({
  kind: 'revise',
  said: [],
  earlierRuns: [],
  budgetUsd: null,
  pull: 9,
  cause,
});

function jobFor(task: RunTask): RunJob {
  return {
    request: {
      installationId: 51_007,
      repository: { owner: 'wader', name: 'tidewords' },
      issue: { number: 7, title: 'x', body: 'y', author: null },
      sender: 'knot',
      senderId: 4004,
      requestedAt: '2026-03-01T11:59:00Z',
    },
    task,
  };
}

const end = (outcome: RunOutcome, runId = 'run-1') => ({ runId, directory: '/nowhere', outcome });

describe('the state of an issue', () => {
  test.for<readonly [string, RunTask, RunOutcome, typeof pull | null, readonly string[]]>([
    ['a pull request', plainTask, published, null, [states['pr-open']]],
    [
      'a plan',
      { kind: 'plan', said: [], earlierRuns: [], budgetUsd: null, earlierPlan: null },
      { kind: 'planned', plan: 'p' },
      null,
      [states['needs-input']],
    ],
    ['no change', plainTask, stuck, null, [states.failed]],
    ['a stop', plainTask, cancelled, null, []],
    ['a stop of work on a pull request', revise({ kind: 'asked' }), cancelled, pull, [states['pr-open']]],
    ['no change to a pull request', revise({ kind: 'asked' }), stuck, pull, [states['pr-open']]],
  ])(
    'after %s is shown, the label that began it is off, and those of people stay',
    async ([, task, outcome, open, left]) => {
      await using parts = await steeringParts();
      await parts.deps.issues.change(parts.key, (entry) => ({ ...entry, pull: open }));
      parts.gitHub.labels.set(7, ['bug', 'agent']);

      await beforeRun(parts.deps, jobFor(task), never);
      const during = parts.gitHub.labels.get(7);
      await afterRun(parts.deps, jobFor(task), end(outcome), never);

      expect(during).toEqual(['bug', 'agent', states.running]);
      expect(parts.gitHub.labels.get(7)).toEqual(['bug', ...left]);
    },
  );

  test('is failed after a process was ended in the middle of a run', async () => {
    await using parts = await steeringParts();
    parts.gitHub.labels.set(7, [states.running]);

    await afterInterruption(parts.deps, jobFor(plainTask), never);

    expect(parts.gitHub.labels.get(7)).toEqual([states.failed]);
  });

  test('that cannot be shown ends no run', async () => {
    await using parts = await steeringParts({ gitHub: { failing: [{ route: /access_tokens/, status: 403 }] } });

    await beforeRun(parts.deps, jobFor(plainTask), never);
    await afterRun(parts.deps, jobFor(plainTask), end(published), never);

    expect((await parts.deps.issues.read(parts.key)).pull).toEqual(pull);
  });

  test('is shown by a run only after all was shown that was before it', async () => {
    await using parts = await steeringParts();
    const gate = Promise.withResolvers<void>();
    const other = { ...jobFor(plainTask).request, issue: { number: 8, title: 'x', body: 'y', author: null } };

    const showing = parts.deps.issues.inTurn(parts.key, () => gate.promise);
    const beginning = beforeRun(parts.deps, jobFor(plainTask), never);
    await beforeRun(parts.deps, { request: other, task: plainTask }, never);
    const before = new Map(parts.gitHub.labels);
    gate.resolve();
    await Promise.all([showing, beginning]);

    expect([...before.keys()]).toEqual([8]);
    expect(parts.gitHub.labels.get(7)).toEqual([states.running]);
  });
});

describe('what is remembered of an issue', () => {
  test('holds each run once, its pull request, and the plan that waits', async () => {
    await using parts = await steeringParts();
    const plan: RunTask = { kind: 'plan', said: [], earlierRuns: [], budgetUsd: null, earlierPlan: null };

    await afterRun(parts.deps, jobFor(plan), end({ kind: 'planned', plan: 'First this.' }), never);
    await afterRun(parts.deps, jobFor(plan), end({ kind: 'planned', plan: 'First this.' }), never);
    await afterRun(parts.deps, jobFor(plainTask), end(published, 'run-2'), never);

    const entry = await parts.deps.issues.read(parts.key);
    expect(entry.runs).toMatchObject([
      { runId: 'run-1', task: 'plan', outcome: 'planned', verdict: null },
      { runId: 'run-2', task: 'solve', outcome: 'published', verdict: 'verified', endedAt: '2026-03-01T12:00:00.000Z' },
    ]);
    expect(entry).toMatchObject({ pull, hold: { why: 'plan', plan: 'First this.' } });
  });

  test.for<readonly [string, RunOutcome]>([
    ['cut off', cancelled],
    ['through', published],
  ])('keeps no pull request that was merged while a run on it was not yet %s, and says so', async ([, outcome]) => {
    const comments = [{ id: 1, author: 'sandpiper[bot]', on: 7, body: 'Running. <!-- sandpiper:issue=7 -->' }];
    await using parts = await steeringParts({ gitHub: { comments } });
    const endedPull = {
      number: 9,
      url: 'https://github.com/wader/tidewords/pull/9',
      how: 'merged',
      by: 'knot',
    } as const;
    await parts.deps.issues.change(parts.key, (entry) => ({ ...entry, endedPull }));

    await afterRun(parts.deps, jobFor(revise({ kind: 'asked' })), end(outcome), never);

    expect((await parts.deps.issues.read(parts.key)).pull).toBeNull();
    expect(parts.gitHub.labels.get(7) ?? []).toEqual([]);
    expect(parts.gitHub.comments.map(({ body }) => body)).toEqual([expect.stringContaining('was merged by `knot`')]);
  });

  test.for<readonly [ReviseCause, RunOutcome, number]>([
    [{ kind: 'failed-checks', headSha: 'a' }, stuck, 1],
    [{ kind: 'failed-checks', headSha: 'a' }, { kind: 'refused', actor: 'x', reason: 'x', nextAction: 'x' }, 0],
    [{ kind: 'asked' }, stuck, 0],
  ])('counts runs that mend checks: %j', async ([cause, outcome, count]) => {
    await using parts = await steeringParts();

    await afterRun(parts.deps, jobFor(revise(cause)), end(outcome), never);

    expect((await parts.deps.issues.read(parts.key)).fixes).toEqual({ inAll: count, inARow: count });
  });
});
