import { z } from 'zod';

/** What `run.json` says of a run that has ended, as far as those before the next one ask for it. */
export const endedRunSchema = z.object({
  repository: z.string(),
  task: z.object({ kind: z.enum(['solve', 'plan', 'revise']), begins: z.string().optional() }),
  endedAt: z.iso.datetime(),
  spent: z.object({ elapsedMs: z.number().min(0), costUsd: z.number().min(0).nullable() }),
  outcome: z.object({ kind: z.string(), verdict: z.string().optional() }),
});

export type EndedRun = z.infer<typeof endedRunSchema>;
