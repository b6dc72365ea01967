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
  /** Subscribed events; `issues` and `pull_request` are those that are ever sent. */
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
  /** Resolves when the app has answered its webhook; `null` when the app is not subscribed to issues. */
  label(issueNumber: number, label: string, asUser: string): Promise<Delivery | null>;
  unlabel(issueNumber: number, label: string, asUser: string): Promise<void>;
  comment(issueNumber: number, body: string, asUser: string): Promise<void>;
  closeIssue(issueNumber: number, asUser: string): Promise<void>;
  closePull(pullNumber: number, asUser: string): Promise<void>;
  reopenPull(pullNumber: number, asUser: string): Promise<void>;
  review(pullNumber: number, body: string, asUser: string): Promise<void>;
  openPull(pull: NewPull, asUser: string): Promise<number>;
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
  /** A route as GitHub documents it, such as `/repos/{owner}/{repo}/pulls`, or `git-upload-pack` or `git-receive-pack`. */
  readonly route: string;
  /**
   * `disconnect` closes the connection without an answer; `answer-lost` does so after the request was carried out. With
   * `tokens-expire` every token has expired just before the request arrives, which then ends as it must.
   */
  readonly status: number | 'disconnect' | 'answer-lost' | 'tokens-expire';
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** How many requests in a row fail: one when omitted. */
  readonly times?: number;
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
  readonly status: number | 'disconnect';
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
