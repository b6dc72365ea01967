import type { Added, AddOptions, JobScope, QueuedIssue, RunQueue } from '../../src/queue/run-queue.ts';
import type { RunStopped } from '../../src/run/run-stopped.ts';
import type { RunJob } from '../../src/run/task/run-job.ts';

/** A queue whose jobs are looked at, and begin when a test says so. */
export function listedQueue(refusal: Extract<Added, { kind: 'refused' }> | null = null) {
  const keys = new Set<string>();
  const waiting: { job: RunJob; how: AddOptions }[] = [];
  const running: RunJob[] = [];
  const stopped: string[] = [];
  const isIn = (scope: JobScope, { request }: RunJob) => {
    if (scope.kind === 'installation') return request.installationId === scope.installationId;
    if (scope.kind === 'repositories') return scope.repositories.some((one) => one.name === request.repository.name);
    return request.issue.number === scope.issue && request.repository.name === scope.repository.name;
  };
  const stateOf = ({ repository, issue }: QueuedIssue) => {
    const scope = { kind: 'issue', repository, issue } as const;
    if (running.some((job) => isIn(scope, job))) return 'running';
    return waiting.some(({ job }) => isIn(scope, job)) ? 'waiting' : null;
  };
  const queue: RunQueue = {
    async add(job, how) {
      if (keys.has(how.key)) return { kind: 'known' };
      if (refusal !== null) return refusal;
      const state = stateOf({ repository: job.request.repository, issue: job.request.issue.number });
      if (state !== null && how.whenBusy === 'refuse') return { kind: 'busy', state };
      keys.add(how.key);
      waiting.push({ job, how });
      return { kind: 'added', ahead: waiting.length - 1 };
    },
    async cancel(scope, reason: RunStopped) {
      const left = waiting.filter(({ job }) => !isIn(scope, job));
      const ended = running.filter((job) => isIn(scope, job));
      const count = { waiting: waiting.length - left.length, running: ended.length };
      waiting.splice(0, waiting.length, ...left);
      if (count.waiting + count.running > 0) stopped.push(reason.because);
      return count;
    },
    stateOf,
    resume: async () => undefined,
    idle: async () => undefined,
    close: async () => undefined,
  };
  return {
    queue,
    /** Oldest first. */
    jobs: () => waiting.map(({ job }) => job),
    options: () => waiting.map(({ how }) => how),
    stopped,
    /** The first that waits begins. */
    begin() {
      const [first] = waiting.splice(0, 1);
      if (first === undefined) throw new Error('Nothing waits');
      running.push(first.job);
      return first.job;
    },
    /** Whatever runs has ended. */
    end() {
      running.splice(0, running.length);
    },
  };
}
