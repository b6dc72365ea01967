import { z } from 'zod';
import { runJobSchema } from '../run/task/run-job.ts';
import type { KeptJob } from '../store/job-log.ts';

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

/** Names at GitHub count without regard to case. */
export function repositoryOf({ job: { request } }: Pick<QueuedJob, 'job'>): string {
  return `${request.repository.owner}/${request.repository.name}`.toLowerCase();
}

export function issueOf(queued: Pick<QueuedJob, 'job'>): string {
  return `${repositoryOf(queued)}#${queued.job.request.issue.number}`;
}
