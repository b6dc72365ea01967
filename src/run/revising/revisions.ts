import type { Mirror } from '../../git/open-mirror.ts';
import type { LivePull } from '../../github/read-pull.ts';
import type { PublicationRequest } from '../origins/origin.ts';
import type { PullRequestPublication, RunOutcome } from '../run-outcome.ts';

/** A pull request of ours that a run can go on with, as it is at one moment. */
export type OpenPull = Pick<LivePull, 'number' | 'url' | 'title' | 'body' | 'isDraft' | 'branch' | 'sha' | 'base'>;

export type PullReading = { readonly kind: 'open'; readonly pull: OpenPull } | Extract<RunOutcome, { kind: 'refused' }>;

/** Where open pull requests are, and further commits go. */
export interface Revisions {
  /** Live; says why where no run goes on with it, or whoever asked may not ask for it. */
  read(pull: number, signal: AbortSignal): Promise<PullReading>;
  /**
   * Takes the branch on from where `pull` was read to the commit, and says there what the proof says. Throws a `BranchMovedFault`,
   * with nothing changed, when the branch does not stand there any more.
   */
  publish(request: RevisionRequest, signal: AbortSignal): Promise<PullRequestPublication>;
}

export type RevisionRequest = Pick<PublicationRequest, 'word'> & {
  readonly pull: OpenPull;
  readonly mirror: Pick<Mirror, 'directory' | 'branch'>;
  readonly sha: string;
  /** The first is the branch as it was read. */
  readonly parents: readonly string[];
  /** Whether the pull request is made a draft, where it is none. */
  readonly becomesDraft: boolean;
};
