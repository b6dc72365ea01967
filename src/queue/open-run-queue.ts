import type { Logger } from 'pino';
import { RunStopped } from '../run/run-stopped.ts';
import type { RunJob } from '../run/task/run-job.ts';
import type { JobLog, JobState } from '../store/job-log.ts';
import { oneAtATime } from '../store/one-at-a-time.ts';
import { alarm } from './alarm.ts';
import { chooseNext, countAhead } from './choose-next.ts';
import { isInScope } from './is-in-scope.ts';
import { dayMs, isSpent, judgeLimits, type QueueLimits, startOfDay } from './judge-limits.ts';
import { nameOfIssue } from './name-of-issue.ts';
import { issueOf, type JobContent, type QueuedJob, readQueuedJob, repositoryOf } from './queued-job.ts';
import type { Added, AddOptions, RunQueue } from './run-queue.ts';
import { runningJobs } from './running-jobs.ts';
import { watchPause } from './watch-pause.ts';

export type RunQueueDeps = {
  readonly jobs: JobLog;
  /** Handles every foreseen ending itself: what it throws is a bug, which is logged. */
  readonly execute: (job: RunJob, signal: AbortSignal) => Promise<void>;
  readonly sayInterrupted: (job: RunJob) => Promise<void>;
  readonly limits: QueueLimits;
  /** What the runs cost that ended since then, in US dollars. Asked for only where the limits set a budget. */
  readonly spentSince: (at: number) => Promise<number>;
  /** The operator's wish that nothing begins, as it is now. */
  readonly readPause: () => Promise<{ readonly stopsRuns: boolean } | null>;
  readonly now: () => number;
  /** Rejects when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
};

const retryAfterMs = 5_000;

/** The queue of one process at a time: what it decides on is in memory, and all of that comes from the job log. */
export async function openRunQueue(deps: RunQueueDeps): Promise<RunQueue> {
  const { jobs, limits, log } = deps;
  const inTurn = oneAtATime();
  const closing = new AbortController();
  const waiting = new Map<string, QueuedJob>();
  const today = new Map<string, QueuedJob>();
  const lastBegun = new Map<string, number>();
  const onIdle = new Set<() => void>();
  let begun = 0;

  const running = runningJobs({
    execute: deps.execute,
    putAway: ({ id }) => jobs.move(id, 'ended'),
    onFree: () => wake(),
    log,
  });

  const load = async (state: JobState, since = 0) => {
    const kept = await jobs.read(state, since);
    const read = await Promise.all(kept.map(async (one) => readQueuedJob(one) ?? (await setAside(one.id))));
    return read.filter((job) => job !== null);
  };
  const setAside = async (id: string) => {
    log.error({ job: id }, 'A job is damaged and was set aside');
    await jobs.move(id, 'damaged');
    return null;
  };
  const count = (added: readonly QueuedJob[]) => {
    const midnight = startOfDay(deps.now());
    for (const job of added) today.set(job.id, job);
    for (const [id, { at }] of today) if (at < midnight) today.delete(id);
    return [...today.values()];
  };

  const spentToday = async () => {
    return limits.budgetUsdPerDay === null ? 0 : await deps.spentSince(startOfDay(deps.now()));
  };
  const beginWhatMay = async () => {
    while (!closing.signal.aborted && running.all().length < limits.runs) {
      const { runsPerRepository } = limits;
      const turns = { running: running.all(), lastBegun, runsPerRepository, now: deps.now() };
      const next = chooseNext([...waiting.values()], turns);
      if (next === null) return wakeWhenDue();
      if (await pause.isPaused()) return;
      if (isSpent(await spentToday(), limits)) return wakeAt(startOfDay(deps.now()) + dayMs);
      await jobs.move(next.id, 'running');
      waiting.delete(next.id);
      begun += 1;
      lastBegun.set(repositoryOf(next), begun);
      running.begin(next);
    }
  };
  const wake = () => {
    void inTurn('queue', beginWhatMay)
      .catch((err: unknown) => {
        log.error({ err }, 'The next run could not be begun');
        wakeAt(deps.now() + retryAfterMs);
      })
      .finally(tellIdle);
  };
  const wakeWhenDue = () => {
    const due = [...waiting.values()].map(({ notBefore }) => notBefore).filter((at) => at > deps.now());
    if (due.length > 0) wakeAt(Math.min(...due));
  };
  const tellIdle = () => {
    if (waiting.size > 0 || running.all().length > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle.clear();
  };

  const wakeAt = alarm({ ...deps, ring: wake }, closing.signal);
  const stopRuns = () => running.abort(() => true, new RunStopped('The operator paused all runs.'));

  const stateOf: RunQueue['stateOf'] = (issue) => {
    const isIt = (job: QueuedJob) => issueOf(job) === nameOfIssue(issue);
    if (running.all().some(isIt)) return 'running';
    return [...waiting.values()].some(isIt) ? 'waiting' : null;
  };

  for (const job of await load('waiting')) waiting.set(job.id, job);
  const interrupted = await load('running');
  count([...waiting.values(), ...interrupted, ...(await load('ended', startOfDay(deps.now())))]);
  const pause = watchPause({ ...deps, stopRuns, onResumed: wake }, closing.signal);

  const refusalOf = async (wanted: Pick<QueuedJob, 'job' | 'priority'>) => {
    const load = { waiting: waiting.size, today: count([]), spentUsd: await spentToday(), now: deps.now() };
    return judgeLimits(wanted, load, limits);
  };
  const accept = async (key: string, content: JobContent) => {
    const queued = { ...(await jobs.add(key, content, deps.now())), ...content };
    waiting.set(queued.id, queued);
    count([queued]);
    wake();
    return countAhead(queued, [...waiting.values()], lastBegun);
  };

  const add = async (job: RunJob, { key, priority, whenBusy, delayMs }: AddOptions): Promise<Added> => {
    if (closing.signal.aborted) return { kind: 'refused', why: 'closed', until: null };
    if (jobs.has(key)) return { kind: 'known' };
    const state = stateOf({ repository: job.request.repository, issue: job.request.issue.number });
    if (state !== null && whenBusy === 'refuse') return { kind: 'busy', state };
    const refusal = await refusalOf({ job, priority });
    if (refusal !== null) return refusal;
    return { kind: 'added', ahead: await accept(key, { priority, notBefore: deps.now() + delayMs, job }) };
  };

  return {
    add: (job, how) => inTurn('queue', () => add(job, how)),
    cancel: (scope, reason) =>
      inTurn('queue', async () => {
        const meant = [...waiting.values()].filter((job) => isInScope(job, scope));
        for (const { id } of meant) {
          await jobs.move(id, 'withdrawn');
          waiting.delete(id);
          today.delete(id);
        }
        tellIdle();
        return { waiting: meant.length, running: running.abort((job) => isInScope(job, scope), reason) };
      }),
    stateOf,
    async resume() {
      for (const { id, job } of interrupted.splice(0)) {
        try {
          await deps.sayInterrupted(job);
          await jobs.move(id, 'ended');
        } catch (err) {
          // It stays written down as running: the next process tries again.
          log.error({ err, job: id }, 'It could not be said that a run was interrupted');
        }
      }
      wake();
    },
    async idle() {
      const { promise, resolve } = Promise.withResolvers<void>();
      onIdle.add(resolve);
      await inTurn('queue', async () => tellIdle());
      await promise;
    },
    async close() {
      closing.abort();
      const reason = new DOMException('The server is shutting down', 'AbortError');
      // In turn: what is just beginning is ended as well.
      await inTurn('queue', async () => running.abort(() => true, reason));
      await running.settled();
      await pause.ended;
    },
  };
}
