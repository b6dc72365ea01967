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
  /** The last one of it that was merged or closed. */
  endedPull: z
    .object({
      number: z.int().positive(),
      url: z.string(),
      how: z.enum(['merged', 'closed']),
      by: z.string().nullable(),
    })
    .nullable()
    .default(null),
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
  /** When people without permission were answered, ISO 8601: they are not answered without end. */
  refusedAt: z.array(z.string()).readonly().default([]),
});

export type IssueEntry = z.infer<typeof issueEntrySchema>;

export type IssueKey = Pick<IssueEntry, 'installationId' | 'repository' | 'issue'>;

/** Entries by issue. Changes to one entry happen one after the other, and none is lost in a crash. */
export interface IssueBook {
  /** An empty entry when nothing is remembered. */
  read(key: IssueKey): Promise<IssueEntry>;
  change(key: IssueKey, change: (entry: IssueEntry) => IssueEntry): Promise<IssueEntry>;
  forget(key: IssueKey): Promise<void>;
  /** Of a repository, or of all that are installed together. */
  list(within: {
    readonly installationId: number;
    readonly repository?: IssueEntry['repository'];
  }): Promise<readonly IssueEntry[]>;
  /**
   * Waits for whoever does something for the same issue. What is shown of an issue is shown by one at a time: a run that was
   * just put into the queue would else be shown as waiting after it began.
   */
  inTurn<T>(key: IssueKey, work: () => Promise<T>): Promise<T>;
}
