import type { Attempt } from '../agent/attempt.ts';
import type { Proof } from '../verify/suite.ts';
import type { PublishedCommit } from './published-commit.ts';
import type { CandidatesShown } from './render-candidates.ts';
import type { ReviewMap } from './render-review-map.ts';

/** All that the body of a pull request, or the report of a local run, is made from. */
export type PullRequestFacts = {
  readonly runId: string;
  /** `number` is `null` for a local run, whose issue is a text. */
  readonly issue: { readonly number: number | null; readonly title: string };
  readonly proof: Proof;
  /** Left out or `null`: none was made. */
  readonly reviewMap?: ReviewMap | null;
  /** The text of the repository's template for pull requests; left out or `null`: it has none. */
  readonly template?: string | null;
  /** Left out or `null`: it is not published yet. */
  readonly published?: PublishedCommit | null;
  readonly attempt: Attempt;
  /** The attempts it was chosen from; left out: it was the only one. */
  readonly candidates?: CandidatesShown;
  readonly changes: readonly ChangedFile[];
  readonly blocked: readonly BlockedAttempt[];
  /** What went wrong before the tests, and what is wrong with the repository's settings; a sentence each. */
  readonly notes: readonly string[];
  readonly model: string;
  readonly image: string;
  /** What names the content of the image; left out or `null`: not known. */
  readonly imageId?: string | null;
  /** From the trigger to this moment. */
  readonly durationMs: number;
  /** Where the full transcript and logs are, as a path or an address. */
  readonly recordedAt: string;
};

export type ChangedFile = {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted';
  /** Lines; `null` for a file that is not text. */
  readonly lines: { readonly added: number; readonly removed: number } | null;
};

/** What the sandbox asked the network for and did not get, counted by target. */
export type BlockedAttempt = {
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly reason: string;
  readonly count: number;
};
