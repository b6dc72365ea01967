import type { RunStopped } from '../run/run-stopped.ts';
import type { RunJob } from '../run/task/run-job.ts';

/** Takes each job once, writes it down before anything is done about it, and works through what was taken. One issue never has two runs at once. */
export interface RunQueue {
  add(job: RunJob, how: AddOptions): Promise<Added>;
  /** Takes away what waits and aborts what runs, with the reason; resolves once that is written down, before the runs have ended. */
  cancel(scope: JobScope, reason: RunStopped): Promise<Cancelled>;
  /** What is under way for an issue; `null`: nothing. */
  stateOf(issue: QueuedIssue): 'waiting' | 'running' | null;
  /** Takes up what an earlier process left: begins what was waiting, and has it said of the rest that it was interrupted. */
  resume(): Promise<void>;
  idle(): Promise<void>;
  /** Ends what runs. What waits stays written down for the next process. */
  close(): Promise<void>;
}

export type AddOptions = {
  /** Two jobs with the same key are one, whenever they come. */
  readonly key: string;
  /** What a person asked for goes before what began by itself. */
  readonly priority: 'asked' | 'by-itself';
  /** Whether a job waits for the one that its issue already has. */
  readonly whenBusy: 'refuse' | 'wait';
  /** It begins no sooner: what belongs together may come in several webhooks. */
  readonly delayMs: number;
};

export type Added =
  /** So many jobs begin before it. */
  | { readonly kind: 'added'; readonly ahead: number }
  | { readonly kind: 'known' }
  | { readonly kind: 'busy'; readonly state: 'waiting' | 'running' }
  | {
      readonly kind: 'refused';
      readonly why: 'full' | 'daily-limit' | 'person-limit' | 'budget' | 'closed';
      /** When it may be asked for again, ISO 8601; `null`: not known. */
      readonly until: string | null;
    };

export type QueuedIssue = {
  readonly repository: { readonly owner: string; readonly name: string };
  readonly issue: number;
};

export type JobScope =
  | ({ readonly kind: 'issue' } & QueuedIssue)
  | { readonly kind: 'repositories'; readonly repositories: readonly QueuedIssue['repository'][] }
  | { readonly kind: 'installation'; readonly installationId: number };

export type Cancelled = { readonly waiting: number; readonly running: number };
