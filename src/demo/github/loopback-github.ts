import type { CommitSeed } from './bare-repository.ts';
import type { MintedToken } from './token-ledger.ts';

/** What the loopback GitHub holds when it starts. */
export type LoopbackSeed = {
  readonly app: AppSeed;
  /** The repository the helper methods speak of. */
  readonly repository: RepositorySeed;
  /** Further repositories of the same owner, for trying a token where it must not work. */
  readonly otherRepositories?: readonly RepositorySeed[];
  /** Every account but the app's own, with its role in every repository. */
  readonly people: Readonly<Record<string, Role>>;
  /** Whose the addresses in commits are. */
  readonly addresses?: Readonly<Record<string, string>>;
  readonly issues: readonly IssueSeed[];
};

export type AppSeed = {
  readonly id: number;
  readonly installationId: number;
  readonly slug: string;
  readonly webhookSecret: string;
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** Subscribed events; what happens to the installation itself is told unasked. */
  readonly events: readonly string[];
};

export type RepositorySeed = {
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  /** Oldest first; none makes an empty repository. */
  readonly history: readonly CommitSeed[];
};

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

type IssueSeed = {
  readonly title: string;
  readonly body: string | null;
  readonly author: string;
  readonly state?: 'open' | 'closed';
};

/** A GitHub on 127.0.0.1: its real wire, held to GitHub's own description, and handles to play the people on it. */
export interface LoopbackGitHub extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234`; a clone URL is `<origin>/<owner>/<name>.git`. */
  readonly origin: string;
  /** `<origin>/api/v3`, as on GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly app: { readonly id: number; readonly privateKey: string; readonly webhookSecret: string };

  /** From now on webhooks are sent there. */
  setWebhookUrl(url: string): void;
  /** What people do resolves when the app has answered the webhook; `null` when the app is not subscribed to its event. */
  label(issueNumber: number, label: string, asUser: string): Promise<Delivery | null>;
  unlabel(issueNumber: number, label: string, asUser: string): Promise<Delivery | null>;
  /** On an issue or a pull request. */
  comment(
    number: number,
    body: string,
    asUser: string,
  ): Promise<{ readonly id: number; readonly delivery: Delivery | null }>;
  editComment(commentId: number, body: string, asUser: string): Promise<Delivery | null>;
  deleteComment(commentId: number, asUser: string): Promise<Delivery | null>;
  editIssue(
    issueNumber: number,
    text: { readonly title?: string; readonly body?: string },
    asUser: string,
  ): Promise<Delivery | null>;
  closeIssue(issueNumber: number, asUser: string): Promise<Delivery | null>;
  reopenIssue(issueNumber: number, asUser: string): Promise<Delivery | null>;
  /** From then on it is gone. */
  deleteIssue(issueNumber: number, asUser: string): Promise<Delivery | null>;
  transferIssue(issueNumber: number, asUser: string): Promise<Delivery | null>;
  closePull(pullNumber: number, asUser: string): Promise<Delivery | null>;
  reopenPull(pullNumber: number, asUser: string): Promise<Delivery | null>;
  markReady(pullNumber: number, asUser: string): Promise<Delivery | null>;
  makeDraft(pullNumber: number, asUser: string): Promise<Delivery | null>;
  /** The base branch moves in git; a draft has to be marked ready first. */
  merge(pullNumber: number, method: 'merge' | 'squash', asUser: string): Promise<Delivery | null>;
  /** One webhook for the review and one for each comment on a line, in this order. */
  review(pullNumber: number, review: string | NewReview, asUser: string): Promise<readonly Delivery[]>;
  reply(threadId: string, body: string, asUser: string): Promise<Delivery | null>;
  resolveThread(threadId: string, asUser: string): void;
  openPull(pull: NewPull, asUser: string): Promise<number>;
  /** Another app has finished its checks of a commit. */
  finishChecks(sha: string, suite: CheckSuiteSeed): Promise<Delivery | null>;
  uninstall(): Promise<Delivery | null>;
  suspend(): Promise<Delivery | null>;
  acceptPermissions(): Promise<Delivery | null>;
  /** The installation does not cover it any more. */
  removeRepository(): Promise<Delivery | null>;
  archive(): Promise<Delivery | null>;
  privatise(): Promise<Delivery | null>;
  /** Says that the repository had another name until now. */
  rename(formerName: string): Promise<Delivery | null>;
  /** From then on whoever had it is shown as `ghost`. */
  deleteAccount(login: string): void;
  /** Sends the same bytes under the same delivery id once more. */
  redeliver(deliveryId: string): Promise<Delivery>;
  setRole(login: string, role: Role): void;
  /** Adds a commit as a person who pushed it would; resolves to its id. */
  commit(branch: string, commit: CommitSeed): Promise<string>;
  createBranch(branch: string, from: string): Promise<void>;
  deleteBranch(branch: string): Promise<void>;
  renameDefaultBranch(name: string): Promise<void>;
  /** Pushes to branches under `prefix` are declined by a repository rule. */
  refusePushes(prefix: string): Promise<void>;
  /** The next tree made over REST has this file otherwise than it was sent. */
  alterNextTree(path: string, content: string): void;
  /** The next request that matches is answered with this instead. */
  failNext(failure: PlannedFailure): void;
  /** Every token minted so far is expired from now on. */
  expireTokens(): void;
  /** From now on a pull request was opened at this moment. */
  backdatePull(pullNumber: number, openedAt: string): void;

  issue(issueNumber: number): Promise<IssueView>;
  threads(pullNumber: number): readonly ThreadView[];
  reviews(pullNumber: number): readonly ReviewView[];
  /** Of an issue or a pull request. */
  comments(number: number): Promise<IssueView['comments']>;
  pulls(): Promise<readonly PullView[]>;
  checkRuns(sha: string): Promise<readonly CheckRunView[]>;
  branches(): Promise<ReadonlyMap<string, string>>;
  /** The content of a file at a branch or commit; `null` when there is none. */
  readFile(ref: string, path: string): Promise<string | null>;
  commitMessage(ref: string): Promise<string>;
  /** The accounts that GitHub shows beside the commit at a branch or id, by the addresses in it. */
  creditsOf(ref: string): Promise<Credits>;
  /** Git's id of all files at a branch or commit. */
  treeOf(ref: string): Promise<string>;
  /** Whether GitHub shows the commit at a branch or id as verified. */
  isVerified(ref: string): Promise<boolean>;
  mintedTokens(): readonly MintedToken[];
  revokedTokens(): readonly MintedToken[];
  deliveries(): readonly Delivery[];
  requests(): readonly RequestRecord[];
  contractViolations(): readonly ContractViolation[];
}

export type PlannedFailure = {
  readonly method: string;
  /**
   * A route as GitHub documents it, such as `/repos/{owner}/{repo}/pulls`, or `git-upload-pack` or `git-receive-pack`, or for
   * GraphQL the first field, such as `graphql/repository`.
   */
  readonly route: string;
  /**
   * `disconnect` closes the connection without an answer; `answer-lost` does so after the request was carried out, and
   * `answer-cut` in the middle of the answer; with `no-answer` the connection stays open and silent. With `tokens-expire` every
   * token has expired just before the request arrives, which then ends as it must. `stale` answers a reading as it was answered
   * before, or as if nothing were there yet.
   */
  readonly status: number | 'disconnect' | 'answer-lost' | 'answer-cut' | 'no-answer' | 'tokens-expire' | 'stale';
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** How many requests in a row fail: one when omitted. */
  readonly times?: number;
};

export type NewReview = {
  readonly body?: string;
  readonly event?: 'COMMENT' | 'APPROVE' | 'REQUEST_CHANGES';
  /** On lines of the head that the pull request's difference shows. */
  readonly comments?: readonly {
    readonly path: string;
    readonly line: number;
    readonly startLine?: number;
    readonly body: string;
  }[];
};

export type CheckSuiteSeed = {
  readonly app: { readonly id: number; readonly slug: string };
  readonly runs: readonly {
    readonly name: string;
    readonly conclusion: 'success' | 'failure' | 'timed_out' | 'cancelled' | 'neutral' | 'skipped' | 'action_required';
    readonly title?: string;
    readonly summary?: string;
    readonly annotations?: readonly { readonly path: string; readonly line: number; readonly message: string }[];
    /** Of the job; none when omitted. */
    readonly log?: string;
  }[];
};

export type NewPull = {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
};

export type IssueView = {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly labels: readonly string[];
  readonly comments: readonly { readonly id: number; readonly author: string; readonly body: string }[];
  readonly reactions: readonly { readonly content: string; readonly author: string }[];
  /** Of its comments. */
  readonly commentReactions: readonly {
    readonly comment: number;
    readonly content: string;
    readonly author: string;
  }[];
};

export type ThreadView = {
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly resolvedBy: string | null;
  readonly comments: readonly { readonly id: number; readonly author: string; readonly body: string }[];
};

export type ReviewView = {
  readonly id: number;
  readonly reactions: IssueView['reactions'];
  readonly author: string;
  readonly body: string;
  readonly state: string;
};

export type PullView = {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly draft: boolean;
  readonly author: string;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
  readonly url: string;
};

export type Credits = {
  /** `null`: nobody it knows. */
  readonly author: string | null;
  readonly coAuthors: readonly (string | null)[];
};

export type CheckRunView = {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly detailsUrl: string | null;
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
};

export type RequestRecord = {
  readonly method: string;
  readonly path: string;
  /** GitHub's id of the operation, `git-upload-pack` or `git-receive-pack`, or `null` for an unknown route. */
  readonly operation: string | null;
  readonly status: number | 'disconnect' | 'no-answer';
  /** The token it came with, or the app's signature; empty when it came with neither. */
  readonly token: string;
};

export type ContractViolation = {
  readonly method: string;
  readonly path: string;
  readonly problems: readonly string[];
};

/** One webhook and what came of it. */
export type Delivery = {
  readonly id: string;
  /** Such as `issues`. */
  readonly event: string;
  readonly body: string;
  readonly redelivery: boolean;
  /** The app's status; `null` when nobody listened or nothing came within ten seconds. */
  readonly status: number | null;
};
