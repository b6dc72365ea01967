import type { RunRequest } from '../../run/origins/run-request.ts';
import type { Settled } from '../commands/settle-commands.ts';
import type { Account, IssuePart, PullPart, RepositoryName, RepositoryPart } from './webhook-event.ts';

/**
 * What a webhook asks for. Whether the one who asks may is another question, and so is how things stand now: a payload tells
 * how they stood when it was made.
 */
export type Trigger =
  | (There & {
      readonly kind: 'start';
      readonly mode: 'go' | 'plan';
      readonly request: RunRequest;
      /** Whether the label seems to come with the form that the issue was written in. */
      readonly isFromForm: boolean;
    })
  /** Asked to work on what is marked to be kept off. */
  | (There & { readonly kind: 'kept-off'; readonly issue: number })
  | (There & {
      readonly kind: 'commands';
      readonly settled: Settled;
      readonly subject: Subject;
      /** What the answer belongs to. */
      readonly comment: { readonly id: number; readonly at: string };
    })
  /** What a run may be reading was changed, or taken away, after it was asked for. */
  | (There & { readonly kind: 'text-changed'; readonly issue: number; readonly of: 'issue' })
  | (There & {
      readonly kind: 'text-changed';
      readonly issue: number;
      readonly of: 'comment';
      readonly comment: number;
      /** Commands count in new comments only, which people may not know. */
      readonly hasCommands: boolean;
    })
  /** A review of ours, or a comment that belongs to one: those with the same id are one thing to be answered. */
  | (There & {
      readonly kind: 'review';
      readonly pull: PullPart;
      readonly reviewId: number;
      readonly settled: Settled;
      /** What the commands stand in: the review as a whole, or a comment of it, by their number. */
      readonly source: { readonly id: number; readonly at: string };
    })
  | (There & { readonly kind: 'branch-moved'; readonly pull: PullPart })
  /** One of ours was marked as ready for review: what was held back until then may start. */
  | (There & { readonly kind: 'released'; readonly pull: PullPart })
  | (There & {
      readonly kind: 'checks-failed';
      readonly headSha: string;
      readonly branch: string;
      readonly pulls: readonly number[];
    })
  /** Whatever runs for it is to end cleanly. */
  | {
      readonly kind: 'end';
      readonly installationId: number;
      readonly actor: Account | null;
      readonly scope: Scope;
      /** A full sentence. */
      readonly because: string;
    }
  | { readonly kind: 'permissions-changed'; readonly installationId: number }
  | (There & { readonly kind: 'renamed'; readonly formerName: string });

/** Where, and who. */
export type There = {
  readonly installationId: number;
  readonly repository: RepositoryPart;
  readonly actor: Account | null;
};

export type Subject = {
  readonly number: number;
  /** Of a pull request, what its author says; its branch has to be looked at. */
  readonly kind: 'issue' | 'our-pull-request' | 'other-pull-request';
  /** Its text, when the webhook was made. */
  readonly text: Pick<IssuePart, 'title' | 'body' | 'author' | 'labels'>;
  readonly isOpen: boolean;
};

export type Scope =
  | { readonly kind: 'issue' | 'pull-request'; readonly repository: RepositoryName; readonly number: number }
  | { readonly kind: 'repositories'; readonly repositories: readonly RepositoryName[] }
  | { readonly kind: 'installation' };
