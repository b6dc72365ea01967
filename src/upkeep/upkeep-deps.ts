import type { Logger } from 'pino';
import type { GitHubClient } from '../github/connect-github.ts';

export type UpkeepDeps = {
  readonly client: GitHubClient;
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
};
