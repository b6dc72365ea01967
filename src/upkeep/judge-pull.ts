import { isOwnBranch } from '../git/branch-name.ts';
import type { OwnPull } from '../github/list-own-pulls.ts';
import type { PullCommit } from '../github/list-pull-commits.ts';
import type { Activity } from '../github/read-activity.ts';
import { parseRecordTrailers } from '../run/exporting/record-trailers.ts';

export type StaleRules = {
  readonly staleDays: number;
  readonly botLogin: string;
  /** Milliseconds since 1970. */
  readonly now: number;
};

export type PullEvidence = {
  readonly pull: OwnPull;
  readonly commits: readonly PullCommit[];
  readonly activity: Activity;
};

/** Whoever sets it keeps a pull request open for good. */
export const keepLabel = 'keep';

/** What can be told from a list of pull requests alone, so that little more has to be asked. */
export function mayBeStale(pull: OwnPull, { staleDays, now }: StaleRules): boolean {
  const isKept = pull.labels.some((label) => label.toLowerCase() === keepLabel);
  return !isKept && isOwnBranch(pull.branch) && runOf(pull) !== null && isLongAgo(pull.openedAt, staleDays, now);
}

/** Whether a pull request holds the work of one of our runs, nothing else, and nobody did anything about it for long enough. */
export function isStale({ pull, commits, activity }: PullEvidence, rules: StaleRules): boolean {
  if (!mayBeStale(pull, rules) || !isOurWorkAlone(pull, commits, rules.botLogin)) return false;
  if (activity.isReopened || !activity.isComplete) return false;
  return activity.lastAt === null || isLongAgo(activity.lastAt, rules.staleDays, rules.now);
}

/** An amended commit keeps its trailers, but not who committed it: GitHub or us. */
function isOurWorkAlone(pull: OwnPull, commits: readonly PullCommit[], botLogin: string): boolean {
  const [commit, ...more] = commits;
  if (commit === undefined || more.length > 0 || commit.sha !== pull.sha || commit.author !== botLogin) return false;
  if (commit.committer !== botLogin && !/^GitHub(?: Enterprise)?$/.test(commit.committer)) return false;
  return parseRecordTrailers(commit.message)?.runId === runOf(pull);
}

/** The run that a pull request says it comes from, in the mark its readers do not see; `null` when it does not say so once. */
function runOf({ body }: OwnPull): string | null {
  const [marked, ...more] = [...body.matchAll(/<!-- sandpiper:run=([A-Za-z0-9_.-]{1,200}) -->/g)];
  return more.length > 0 ? null : (marked?.[1] ?? null);
}

const dayMs = 24 * 60 * 60_000;

/** A moment that cannot be read was just now. */
function isLongAgo(at: string, days: number, now: number): boolean {
  return now - Date.parse(at) >= days * dayMs;
}
