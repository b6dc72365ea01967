import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRunQueue, type RunQueueDeps } from '../../../src/queue/open-run-queue.ts';
import type { AddOptions, RunQueue } from '../../../src/queue/run-queue.ts';
import { RunStopped } from '../../../src/run/run-stopped.ts';
import { openJobLog } from '../../../src/store/job-log.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { someJob } from '../../support/some-job.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const noLimits = {
  runs: 1,
  runsPerRepository: 9,
  waiting: 100,
  runsPerDay: 100,
  runsPerPersonPerDay: 100,
  budgetUsdPerDay: null,
};

type SomeQueue = Omit<Partial<RunQueueDeps>, 'limits'> & { readonly limits?: Partial<RunQueueDeps['limits']> };

/** A queue on disk whose work waits until the test lets it go. A second one on the same data is the next process. */
async function someQueue(change: SomeQueue = {}) {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const clock = manualClock('2026-11-26T10:00:00Z');
  const begun: string[] = [];
  const interrupted: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const reasons: unknown[] = [];
  let pause: { readonly stopsRuns: boolean } | null = null;
  const { limits, ...others } = change;
  const nameOf = ({ request: { repository, issue } }: Parameters<RunQueueDeps['execute']>[0]) =>
    `${repository.owner}/${repository.name}#${issue.number}`;

  const open = async () => {
    const queue = await openRunQueue({
      jobs: await openJobLog(directory.path),
      execute: async (job, signal) => {
        begun.push(nameOf(job));
        const end = Promise.withResolvers<void>();
        ends.set(nameOf(job), end);
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          end.resolve();
        });
        await end.promise;
      },
      sayInterrupted: async (job) => void interrupted.push(nameOf(job)),
      limits: { ...noLimits, ...limits },
      spentSince: async () => 0,
      readPause: async () => pause,
      now: clock.now,
      wait: clock.wait,
      log: pino({ level: 'silent' }),
      ...others,
    });
    onTestFinished(() => queue.close());
    return queue;
  };
  return {
    path: directory.path,
    clock,
    begun,
    interrupted,
    reasons,
    open,
    queue: await open(),
    end: (issue: string) => ends.get(issue)?.resolve(),
    setPause: (wanted: typeof pause) => {
      pause = wanted;
    },
  };
}

const asked: AddOptions = { key: '', priority: 'asked', whenBusy: 'refuse', delayMs: 0 };

function add(queue: RunQueue, issue: string, how: Partial<AddOptions> & { readonly senderId?: number } = {}) {
  const { senderId, ...options } = how;
  return queue.add(someJob(issue, senderId), { ...asked, key: `label of ${issue}`, ...options });
}

const issue = (number: number) => ({ kind: 'issue' as const, repository: { owner: 'A', name: 'a' }, issue: number });
const stopped = new RunStopped('The issue was closed.');

describe('jobs', () => {
  test('are worked on a few at a time, and say how many come before them', async () => {
    const { queue, begun, end } = await someQueue();

    const added = [await add(queue, 'a/a#1'), await add(queue, 'b/b#1'), await add(queue, 'c/c#1')];
    await expect.poll(() => begun).toEqual(['a/a#1']);
    end('a/a#1');
    await expect.poll(() => begun).toEqual(['a/a#1', 'b/b#1']);
    end('b/b#1');
    await expect.poll(() => begun).toEqual(['a/a#1', 'b/b#1', 'c/c#1']);
    end('c/c#1');
    await queue.idle();

    expect(added.map((one) => one.kind === 'added' && one.ahead)).toEqual([0, 0, 1]);
  });

  test('with the same key are one, also when it has ended, also in the next process', async () => {
    const { queue, open, begun, end } = await someQueue();

    await add(queue, 'a/a#1');
    expect(await add(queue, 'a/a#1')).toEqual({ kind: 'known' });
    await expect.poll(() => begun).toEqual(['a/a#1']);
    end('a/a#1');
    await queue.idle();
    expect(await add(queue, 'a/a#1')).toEqual({ kind: 'known' });
    await queue.close();
    const next = await open();

    expect(await add(next, 'a/a#1')).toEqual({ kind: 'known' });
    expect(begun).toEqual(['a/a#1']);
  });

  test('of two labels that are put on at once are one run', async () => {
    const { queue, begun } = await someQueue();

    const both = await Promise.all([add(queue, 'a/a#1', { key: 'go' }), add(queue, 'a/a#1', { key: 'plan' })]);
    await expect.poll(() => begun).toEqual(['a/a#1']);

    expect(both.map(({ kind }) => kind)).toEqual(['added', 'busy']);
    expect(queue.stateOf(issue(1))).toBe('running');
  });

  test('of one issue wait for one another where they are to', async () => {
    const { queue, begun, end } = await someQueue({ limits: { runs: 5 } });

    await add(queue, 'a/a#1', { key: 'one' });
    expect(await add(queue, 'a/a#1', { key: 'two', whenBusy: 'wait' })).toMatchObject({ kind: 'added' });
    await expect.poll(() => begun).toEqual(['a/a#1']);
    end('a/a#1');

    await expect.poll(() => begun).toEqual(['a/a#1', 'a/a#1']);
  });

  test('with a delay begin when it is over', async () => {
    const { queue, clock, begun } = await someQueue();
    await add(queue, 'a/a#1', { delayMs: 30_000 });
    await add(queue, 'b/b#1', { delayMs: 60_000 });
    expect(queue.stateOf(issue(1))).toBe('waiting');

    clock.advance(29_999);
    await queue.cancel(issue(99), stopped);
    expect(begun).toEqual([]);
    clock.advance(1);

    await expect.poll(() => begun).toEqual(['a/a#1']);
  });

  test('are not held up by one that ended in a bug, of which the next process has it said', async () => {
    const { queue, open, interrupted } = await someQueue({
      execute: async ({ request }) => {
        if (request.issue.number === 1) throw new TypeError('undefined is not a function');
      },
    });

    await add(queue, 'a/a#1');
    await add(queue, 'a/a#2');
    await queue.idle();
    await queue.close();
    await (await open()).resume();

    expect(interrupted).toEqual(['a/a#1']);
  });

  test('of a repository with many of them take turns with those of others', async () => {
    const { queue, begun, end } = await someQueue();
    for (const number of [1, 2, 3, 4]) await add(queue, `a/a#${number}`);
    await add(queue, 'b/b#1');

    for (const one of ['a/a#1', 'b/b#1', 'a/a#2']) {
      await expect.poll(() => begun.at(-1)).toBe(one);
      end(one);
    }
  });
});

describe('after a crash', () => {
  test('what waited begins, and what ran is said to be interrupted, once', async () => {
    const { queue, open, begun, interrupted } = await someQueue();
    await add(queue, 'a/a#1');
    await add(queue, 'a/a#2');
    await expect.poll(() => begun).toEqual(['a/a#1']);

    // The process is gone without a word: nothing of it is awaited.
    const next = await open();
    await next.resume();
    await expect.poll(() => begun).toEqual(['a/a#1', 'a/a#2']);
    const third = await open();
    await third.resume();

    expect(interrupted).toEqual(['a/a#1', 'a/a#2']);
  });

  test('what was cancelled stays cancelled', async () => {
    const { queue, open, begun } = await someQueue();
    await add(queue, 'b/b#1');
    await add(queue, 'a/a#1');
    await expect.poll(() => begun).toEqual(['b/b#1']);

    expect(await queue.cancel(issue(1), stopped)).toEqual({ waiting: 1, running: 0 });
    const next = await open();
    await next.resume();
    await next.idle();

    expect(next.stateOf(issue(1))).toBeNull();
    expect(await add(next, 'a/a#1')).toEqual({ kind: 'known' });
    expect(begun).toEqual(['b/b#1']);
  });

  test('a job that cannot be read is set aside, and nothing else is lost', async () => {
    const { queue, open, begun, path } = await someQueue();
    await add(queue, 'a/a#1', { delayMs: 1000 });
    await add(queue, 'a/a#2', { delayMs: 1000 });
    const [first = ''] = (await readdir(join(path, 'jobs/waiting'))).toSorted();
    await writeFile(join(path, 'jobs/waiting', first), '{"job": "of another time"}');

    const next = await open();
    await next.resume();

    expect(next.stateOf(issue(1))).toBeNull();
    expect(next.stateOf(issue(2))).toBe('waiting');
    expect(await readdir(join(path, 'jobs/damaged'))).toEqual([first]);
    expect(begun).toEqual([]);
  });
});

describe('cancelling', () => {
  test.for([
    ['an issue', issue(1), { waiting: 0, running: 1 }],
    ['another issue', issue(2), { waiting: 1, running: 0 }],
    ['repositories', { kind: 'repositories', repositories: [{ owner: 'a', name: 'A' }] }, { waiting: 1, running: 1 }],
    ['an installation', { kind: 'installation', installationId: 11 }, { waiting: 2, running: 1 }],
    ['another installation', { kind: 'installation', installationId: 12 }, { waiting: 0, running: 0 }],
  ] as const)('%s ends what runs for it with the reason, and takes away what waits', async ([, scope, expected]) => {
    const { queue, begun, reasons } = await someQueue();
    await add(queue, 'a/a#1');
    await add(queue, 'a/a#2');
    await add(queue, 'b/b#1');
    await expect.poll(() => begun).toEqual(['a/a#1']);

    expect(await queue.cancel(scope, stopped)).toEqual(expected);

    expect(reasons).toEqual(expected.running === 1 ? [stopped] : []);
  });
});

describe('limits', () => {
  test('of a day count over a restart, and are over at midnight in UTC', async () => {
    const { queue, open, clock, begun, end } = await someQueue({ limits: { runsPerDay: 2, runs: 3 } });
    clock.advance(13 * 3_600_000);
    await add(queue, 'a/a#1');
    await expect.poll(() => begun).toEqual(['a/a#1']);
    end('a/a#1');
    await queue.idle();
    await add(queue, 'a/a#2');
    await queue.close();

    const next = await open();
    const late = await add(next, 'a/a#3', { key: 'late' });
    clock.advance(3_600_000);
    const tomorrow = await add(next, 'a/a#3', { key: 'tomorrow' });

    expect(late).toEqual({ kind: 'refused', why: 'daily-limit', until: '2026-11-27T00:00:00.000Z' });
    expect(tomorrow).toMatchObject({ kind: 'added' });
  });

  test('leave out what was taken away before it began', async () => {
    const { queue, begun } = await someQueue({ limits: { runsPerPersonPerDay: 2 } });
    await add(queue, 'a/a#1');
    await add(queue, 'a/a#2');
    await expect.poll(() => begun).toEqual(['a/a#1']);
    expect(await add(queue, 'a/a#3')).toMatchObject({ kind: 'refused', why: 'person-limit' });

    await queue.cancel(issue(2), stopped);

    expect(await add(queue, 'a/a#3')).toMatchObject({ kind: 'added' });
  });

  test('hold what waits until the next day, once the money of this one is spent', async () => {
    let spent = 0;
    const { queue, clock, begun, end } = await someQueue({
      limits: { budgetUsdPerDay: 5 },
      spentSince: async (at) => (at === Date.parse('2026-11-26T00:00:00Z') ? spent : 0),
    });
    await add(queue, 'a/a#1');
    await add(queue, 'a/a#2');
    await expect.poll(() => begun).toEqual(['a/a#1']);
    spent = 5;
    end('a/a#1');
    await expect.poll(() => queue.stateOf(issue(1))).toBeNull();
    expect(await add(queue, 'a/a#3')).toMatchObject({ kind: 'refused', why: 'budget' });
    expect(begun).toEqual(['a/a#1']);

    clock.advance(14 * 3_600_000);

    await expect.poll(() => begun).toEqual(['a/a#1', 'a/a#2']);
  });
});

describe('a pause', () => {
  test('lets nothing begin and takes in what comes, until it is taken back', async () => {
    const { queue, clock, begun, setPause } = await someQueue();
    setPause({ stopsRuns: false });
    expect(await add(queue, 'a/a#1')).toEqual({ kind: 'added', ahead: 0 });
    expect(await add(queue, 'a/a#2')).toEqual({ kind: 'added', ahead: 1 });
    await queue.cancel(issue(99), stopped);
    expect(begun).toEqual([]);

    setPause(null);
    clock.advance(500);

    await expect.poll(() => begun).toEqual(['a/a#1']);
  });

  test('ends what runs within a second, where it is to', async () => {
    const { queue, clock, begun, reasons, setPause } = await someQueue({ limits: { runs: 3 } });
    await add(queue, 'a/a#1');
    await expect.poll(() => begun).toEqual(['a/a#1']);
    setPause({ stopsRuns: false });
    clock.advance(500);
    expect(await add(queue, 'a/a#2')).toMatchObject({ kind: 'added' });
    expect(reasons).toEqual([]);

    setPause({ stopsRuns: true });
    clock.advance(500);

    await expect.poll(() => reasons).toEqual([new RunStopped('The operator paused all runs.')]);
    expect(begun).toEqual(['a/a#1']);
  });
});

test('closing ends what runs, keeps what waits for the next process, and takes nothing more', async () => {
  const { queue, open, begun, interrupted } = await someQueue();
  await add(queue, 'a/a#1');
  await add(queue, 'a/a#2');
  await expect.poll(() => begun).toEqual(['a/a#1']);

  await queue.close();
  expect(await add(queue, 'a/a#3')).toEqual({ kind: 'refused', why: 'closed', until: null });
  await (await open()).resume();

  await expect.poll(() => begun).toEqual(['a/a#1', 'a/a#2']);
  expect(interrupted).toEqual([]);
});
