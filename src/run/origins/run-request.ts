/** One request to work on one issue: the issue's text as the signed webhook had it, so that later edits change nothing. */
export type RunRequest = {
  readonly installationId: number;
  readonly repository: { readonly owner: string; readonly name: string };
  readonly issue: IssueSnapshot & { readonly number: number };
  /** Who asked: the login whose permission decides. */
  readonly sender: string;
  /** The account's number at GitHub, which stays when it is renamed. */
  readonly senderId: number;
  /** ISO 8601, UTC, by GitHub's clock. What was said later is not part of the request. */
  readonly requestedAt: string;
};

export type IssueSnapshot = {
  /** `null` where the issue is only a text. */
  readonly number: number | null;
  readonly title: string;
  /** Empty when the author wrote none. */
  readonly body: string;
  /** A login, or `null` when nobody is known. */
  readonly author: string | null;
};
