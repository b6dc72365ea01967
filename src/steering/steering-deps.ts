import type { Logger } from 'pino';
import type { RepositorySettings } from '../environment/repository-settings.ts';
import type { GitHubClient } from '../github/connect-github.ts';
import type { RepositoryName } from '../github/repository-name.ts';
import type { RunQueue } from '../queue/run-queue.ts';
import type { Estimate } from '../run/estimate/estimate.ts';
import type { LabelNames } from '../run/labels/label-names.ts';
import type { Trigger } from '../webhooks/events/trigger.ts';
import type { IssueBook, IssueEntry } from './issue-entry.ts';

/** What carrying out a wish needs. */
export type SteeringDeps = {
  readonly client: GitHubClient;
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
  readonly labels: LabelNames;
  /** Values that must never appear in anything that is posted. */
  readonly secrets: readonly string[];
  readonly queue: RunQueue;
  readonly issues: IssueBook;
  /** What the maintainers set on their default branch, as it is now. */
  readonly settingsOf: (there: Place, signal: AbortSignal) => Promise<RepositorySettings>;
  /** What a run there may come to, by the runs before it. */
  readonly estimate: (there: Place, settings: RepositorySettings, signal: AbortSignal) => Promise<Estimate>;
  /** Markdown, from the record of the last run on the issue that changed the path; in it no text of others does anything. */
  readonly explain: (
    entry: IssueEntry,
    place: { readonly path: string; readonly line: number | null },
  ) => Promise<string>;
  /** Where the page of a run is found; `null`: nowhere that people reach. */
  readonly runPageUrl?: ((runId: string) => string) | null;
  readonly now: () => number;
  readonly log: Logger;
};

export type Place = { readonly installationId: number; readonly repository: RepositoryName };

/**
 * A trigger as it was written down. It comes again, with the same key, when a process was ended in the middle of it: whatever
 * is done about it must not be done twice.
 */
export type Steered<Kind extends Trigger['kind']> = {
  readonly trigger: Extract<Trigger, { readonly kind: Kind }>;
  readonly key: string;
};
