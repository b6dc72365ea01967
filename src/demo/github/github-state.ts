import type { Answer } from './answer.ts';
import type { AskEmulator } from './ask-emulator.ts';
import type { OtherSuite } from './check-routes.ts';
import type { ApiRequest, GitHubContract, RouteMatch } from './github-contract.ts';
import type { GraphQlContract } from './graphql/graphql-contract.ts';
import type { HostedRepository } from './hosted-repository.ts';
import type { ContractViolation, LoopbackSeed, RequestRecord, Role } from './loopback-github.ts';
import type { PlannedFailures } from './planned-failures.ts';
import type { Review, ReviewThread } from './review-threads.ts';
import type { TokenLedger } from './token-ledger.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** Everything behind one loopback GitHub. */
export type GitHubState = {
  readonly seed: LoopbackSeed;
  readonly origin: string;
  readonly ask: AskEmulator;
  readonly contract: GitHubContract;
  readonly graphQl: GraphQlContract;
  readonly ledger: TokenLedger;
  readonly failures: PlannedFailures;
  readonly sender: WebhookSender;
  /** By full name in lower case. */
  readonly repositories: Map<string, HostedRepository>;
  readonly roles: Map<string, Role>;
  readonly reactions: Reaction[];
  /** What the timelines of pull requests show besides comments, reviews and commits. */
  readonly happenings: Happening[];
  readonly reviews: Review[];
  readonly threads: ReviewThread[];
  readonly suites: OtherSuite[];
  /** By `owner/name#number`: when an issue's text was last edited, and by whom. */
  readonly textEdits: Map<string, { readonly at: string; readonly editor: string }>;
  /** By `owner/name#number`: what became of merged pull requests. */
  readonly merges: Map<string, { readonly sha: string; readonly by: string }>;
  /** As `base head`, by ids: commits that GitHub was asked about whether they can be merged, and knows it from then on. */
  readonly comparedForMerging: Set<string>;
  /** As `owner/name#number`. */
  readonly goneIssues: Set<string>;
  readonly goneAccounts: Set<string>;
  installation: 'active' | 'suspended' | 'deleted';
  /** By number, for pull requests that are said to be older than they are. */
  readonly openedAt: Map<number, string>;
  /** Files that GitHub gets wrong, a tree each. */
  readonly alteredFiles: { readonly path: string; readonly content: string }[];
  /** Commits made over REST that GitHub shows as verified. */
  readonly signedCommits: Set<string>;
  readonly requests: RequestRecord[];
  readonly violations: ContractViolation[];
  /** Speaks to emulate as a person. */
  readonly tokenOf: (login: string) => string;
};

export type Reaction = {
  readonly id: number;
  readonly repository: string;
  readonly on: 'issue' | 'comment' | 'review-comment' | 'review';
  /** Of what it is on. */
  readonly number: number;
  readonly content: string;
  readonly author: string;
  readonly at: string;
};

export type Happening = {
  readonly repository: string;
  readonly issue: number;
  /** In GitHub's words, such as `labeled`. */
  readonly event: string;
  readonly actor: string;
  readonly at: string;
};

/** One operation of the API, answered by ourselves. */
export type Route = (state: GitHubState, call: ApiCall) => Promise<Answer>;

/** An API request that GitHub knows, from somebody who may make it. */
export type ApiCall = {
  readonly request: ApiRequest;
  readonly match: RouteMatch;
  /** As given: an app's signature or an installation token. */
  readonly credential: string;
  /** `null` for the routes that belong to no repository. */
  readonly repository: HostedRepository | null;
};
