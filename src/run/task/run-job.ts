import { z } from 'zod';
import { runTaskSchema } from './run-task.ts';

/** One piece of work for the queue, as it is kept on disk: who asked for what, and what is to be done about it. */
export const runJobSchema = z.object({
  request: z.object({
    installationId: z.int(),
    repository: z.object({ owner: z.string(), name: z.string() }),
    issue: z.object({
      number: z.int().positive(),
      title: z.string(),
      body: z.string(),
      author: z.string().nullable(),
    }),
    sender: z.string(),
    senderId: z.int(),
    requestedAt: z.string(),
  }),
  task: runTaskSchema,
});

export type RunJob = z.infer<typeof runJobSchema>;
