import { z } from 'zod';
import { runJobSchema } from '../run/task/run-job.ts';
import type { KeptJob } from '../store/job-log.ts';
import { nameOfIssue, nameOfRepository } from './name-of-issue.ts';

/** A job and how it was added, as it is kept on disk. */
const jobContentSchema = z.object({
  priority: z.enum(['asked', 'by-itself']),
  /** In milliseconds; it begins no sooner. */
  notBefore: z.number(),
  job: runJobSchema,
});

export type JobContent = z.infer<typeof jobContentSchema>;

export type QueuedJob = JobContent & {
  readonly id: string;
  /** When it was added, in milliseconds; no two jobs have the same. */
  readonly at: number;
};

/** `null` when it cannot be read. */
export function readQueuedJob({ id, at, content }: KeptJob): QueuedJob | null {
  const read = jobContentSchema.safeParse(content);
  return read.success ? { id, at, ...read.data } : null;
}

export function repositoryOf({ job: { request } }: Pick<QueuedJob, 'job'>): string {
  return nameOfRepository(request.repository);
}

export function issueOf({ job: { request } }: Pick<QueuedJob, 'job'>): string {
  return nameOfIssue({ repository: request.repository, issue: request.issue.number });
}
