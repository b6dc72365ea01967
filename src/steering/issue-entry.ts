import { z } from 'zod';
import { runJobSchema } from '../run/task/run-job.ts';

/** What is remembered of an issue between its runs. Kept as JSON; GitHub is asked about all that can be asked there. */
export const issueEntrySchema = z.object({
  installationId: z.int(),
  repository: z.object({ owner: z.string(), name: z.string() }),
  issue: z.int().positive(),
  /** The job that was asked for last: what it was asked for with is what people approved of. */
  lastJob: runJobSchema.nullable(),
  /** A job that waits until somebody approves of it. */
  hold: z
    .object({ why: z.enum(['plan', 'cost', 'text-changed']), job: runJobSchema, plan: z.string().nullable() })
    .nullable(),
  /** The pull request that is open for it. */
  pull: z.object({ number: z.int().positive(), branch: z.string(), sha: z.string() }).nullable(),
  /** By `/budget`, in US dollars. */
  budgetUsd: z.number().positive().nullable(),
  /** Oldest first. */
  runs: z
    .array(
      z.object({
        runId: z.string(),
        task: z.enum(['solve', 'plan', 'revise']),
        cause: z.string().nullable(),
        /** ISO 8601. */
        endedAt: z.string(),
        outcome: z.string(),
        verdict: z.string().nullable(),
      }),
    )
    .readonly(),
  /** Runs that mended failed checks of the pull request: of all, and since people last did anything. */
  fixes: z.object({ inAll: z.int(), inARow: z.int() }),
});

export type IssueEntry = z.infer<typeof issueEntrySchema>;

export type IssueKey = Pick<IssueEntry, 'installationId' | 'repository' | 'issue'>;

/** Entries by issue. Changes to one entry happen one after the other, and none is lost in a crash. */
export interface IssueBook {
  /** An empty entry when nothing is remembered. */
  read(key: IssueKey): Promise<IssueEntry>;
  change(key: IssueKey, change: (entry: IssueEntry) => IssueEntry): Promise<IssueEntry>;
  forget(key: IssueKey): Promise<void>;
}
