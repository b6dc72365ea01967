import type { Logger } from 'pino';
import type { GitHubClient } from '../github/connect-github.ts';
import type { RepositoryName } from '../github/repository-name.ts';

export type UpkeepDeps = {
  readonly client: GitHubClient;
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
  /** Begins what brings the pull requests of ours there, whose base branch moved on, up to date with it. */
  readonly mergeMovedBases: (there: SweptRepository, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
};

export type SweptRepository = { readonly installationId: number; readonly repository: RepositoryName };
