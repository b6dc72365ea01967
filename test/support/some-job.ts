import type { QueuedJob } from '../../src/queue/queued-job.ts';
import type { RunJob } from '../../src/run/task/run-job.ts';
import { plainTask } from '../../src/run/task/run-task.ts';

/** `owner/name#3`, asked for by the account with that number. */
export function someJob(issue: string, senderId = 7, installationId = 11): RunJob {
  const [, owner = '', name = '', number = ''] = /^(.+)\/(.+)#(\d+)$/.exec(issue) ?? [];
  return {
    request: {
      installationId,
      repository: { owner, name },
      issue: { number: Number(number), title: 'It breaks', body: 'When I…', author: 'bob' },
      sender: `person-${senderId}`,
      senderId,
      requestedAt: '2026-11-26T10:00:00Z',
    },
    task: plainTask,
  };
}

export function someQueuedJob(issue: string, change: Partial<QueuedJob> = {}): QueuedJob {
  return { id: issue, at: 0, priority: 'asked', notBefore: 0, job: someJob(issue), ...change };
}
