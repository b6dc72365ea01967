import type { Settled } from '../../webhooks/commands/settle-commands.ts';
import type { Subject, There } from '../../webhooks/events/trigger.ts';

/** Commands that somebody gave, and where. */
export type Petition = {
  readonly there: There;
  /** Of the webhook that brought it. */
  readonly key: string;
  readonly settled: Settled;
  readonly subject: Subject;
  readonly source: { readonly kind: 'comment' | 'review'; readonly id: number };
  /** When it was written, ISO 8601. */
  readonly at: string;
};
