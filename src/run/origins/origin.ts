import type { Person } from '../../git/identity-of.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { CheckAnnotation } from '../../github/create-check-run.ts';
import type { PublishedCommit } from '../../report/published-commit.ts';
import type { Revisions } from '../revising/revisions.ts';
import type { Publication, RunOutcome } from '../run-outcome.ts';
import type { RunNews } from '../telling/run-news.ts';
import type { PullConversation } from './pull-conversation.ts';
import type { IssueSnapshot } from './run-request.ts';

/** Where a run's issue comes from and its change goes to: GitHub, or a local checkout. */
export interface Origin {
  /** For people: `owner/name`, or a path. */
  readonly repository: string;
  readonly issue: IssueSnapshot;
  readonly committer: Person;
  /** Who asked for the change, to be named in its commit; nobody where there is no account to name. */
  readonly requestedBy?: Person | null;
  /** Left out where there are no pull requests. */
  readonly pulls?: PullConversation;
  /** Values that must never appear in what is shown or published. */
  secrets(): readonly string[];
  /** Decides whether the work may begin, by what is true at this moment, and says so where it was asked. */
  admit(signal: AbortSignal): Promise<Admission>;
  /** What people with write permission had said about the issue when the run was asked for, oldest first. */
  readComments(signal: AbortSignal): Promise<readonly { readonly author: string; readonly text: string }[]>;
  /** What the owner of the repository sets for all theirs, as `.github/sandpiper.yml` of their repository `.github`; `null`: nothing. */
  readOrganisationSettings(signal: AbortSignal): Promise<string | null>;
  /** Access to the repository for one fetch; leaving the `await using` block ends it. */
  openSource(signal: AbortSignal): Promise<Source>;
  /** Replaces what the maintainer sees of this run. */
  show(news: RunNews, signal: AbortSignal): Promise<void>;
  /** All or nothing: after a fault there is no branch and no pull request of this run. */
  publish(request: PublicationRequest, signal: AbortSignal): Promise<Publication>;
  /** Further commits on open pull requests; left out where there are none. */
  readonly revisions?: Revisions;
}

export type Admission = { readonly kind: 'admitted' } | Extract<RunOutcome, { kind: 'refused' }>;

export interface Source extends AsyncDisposable {
  readonly remoteUrl: string;
  readonly token: string | null;
}

export type PublicationRequest = {
  readonly mirror: Mirror;
  readonly sha: string;
  readonly draft: boolean;
  /** Asked for the texts as soon as it is known under which id the commit is published, since they name it. */
  word(published: PublishedCommit): PublicationTexts;
  /** Who is told of the pull request, and how it is found. */
  readonly invite: { readonly labels: readonly string[]; readonly reviewers: readonly string[] };
};

export type PublicationTexts = {
  readonly pullRequest: { readonly title: string; readonly body: string };
  readonly checkRun: {
    readonly title: string;
    readonly summary: string;
    readonly text: string;
    readonly conclusion: 'success' | 'neutral' | 'failure';
    /** The run's id, by which the check run is found again. */
    readonly externalId: string;
    /** Where the run can be looked at, as the origin knows it. */
    readonly detailsUrl?: string | null;
    readonly annotations: readonly CheckAnnotation[];
  };
};
