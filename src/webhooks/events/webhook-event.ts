/** A webhook, as far as anything here depends on it. Whoever has no account any more is `null`. */
export type WebhookEvent =
  | (InRepository & {
      readonly kind: 'issue';
      readonly action: string;
      readonly issue: IssuePart;
      /** The label that was put on or taken off. */
      readonly label: string | null;
      /** Whether an edit touched the title or the description; true in doubt. */
      readonly isTextChanged: boolean;
    })
  | (InRepository & {
      readonly kind: 'comment';
      readonly action: string;
      readonly issue: IssuePart;
      readonly comment: TextPart;
    })
  | (InRepository & { readonly kind: 'pull-request'; readonly action: string; readonly pull: PullPart })
  | (InRepository & {
      readonly kind: 'review';
      readonly action: string;
      readonly pull: PullPart;
      readonly review: TextPart & { readonly state: string };
    })
  | (InRepository & {
      readonly kind: 'review-comment';
      readonly action: string;
      readonly pull: PullPart;
      /** Every comment on a line belongs to a review. */
      readonly comment: TextPart & { readonly reviewId: number | null };
    })
  | (InRepository & { readonly kind: 'check-suite'; readonly action: string; readonly suite: SuitePart })
  | (Common & { readonly kind: 'installation'; readonly action: string })
  | (Common & {
      readonly kind: 'installation-repositories';
      readonly action: string;
      readonly removed: readonly RepositoryName[];
    })
  | (InRepository & { readonly kind: 'repository'; readonly action: string; readonly formerName: string | null });

type Common = { readonly installationId: number; readonly actor: Account | null };
type InRepository = Common & { readonly repository: RepositoryPart };

/** The number stays when the account is renamed. */
export type Account = { readonly login: string; readonly id: number; readonly type: string };

export type RepositoryName = { readonly owner: string; readonly name: string };
export type RepositoryPart = RepositoryName & { readonly isPrivate: boolean };

export type IssuePart = {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: Account | null;
  readonly labels: readonly string[];
  readonly isOpen: boolean;
  readonly isPullRequest: boolean;
  /** ISO 8601, by GitHub's clock. */
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type PullPart = {
  readonly number: number;
  readonly author: Account | null;
  readonly isOpen: boolean;
  readonly isMerged: boolean;
  readonly branch: string;
  readonly headSha: string;
  /** `owner/name`, or `null` when the repository of the branch is gone. */
  readonly headRepository: string | null;
};

export type TextPart = {
  readonly id: number;
  readonly author: Account | null;
  readonly body: string;
  readonly at: string;
};

export type SuitePart = {
  readonly appId: number | null;
  readonly branch: string | null;
  readonly headSha: string;
  readonly conclusion: string | null;
  /** Numbers of pull requests from branches of this repository; GitHub names none for forks. */
  readonly pulls: readonly number[];
};
