import { GitHubFault } from '../../github/github-fault.ts';
import { mintToken } from '../../github/mint-token.ts';
import { readBranch } from '../../github/read-branch.ts';
import { openConversation } from '../conversation.ts';
import { enqueue } from '../enqueue.ts';
import type { IssueEntry } from '../issue-entry.ts';
import type { Place, SteeringDeps } from '../steering-deps.ts';
import { countMergesInARow } from './count-merges-in-a-row.ts';
import { hasOnlyTrustedCommits } from './has-only-trusted-commits.ts';
import { type OurPull, readOurPull } from './read-our-pull.ts';
import { reviseJob } from './revise-job.ts';

export type MergeBasesDeps = SteeringDeps & {
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

const forReading = { contents: 'read', pull_requests: 'read', metadata: 'read' } as const;
/** In a repository, at a time; the others have their turn later. */
const maxPulls = 50;
/** GitHub finds out whether two can be merged once somebody asks for it. */
const secondLookMs = 10_000;
/** Without anything that people did in between. */
const mostInARow = 2;

/**
 * Begins a run for each open pull request of ours that cannot be merged as it is, because its base branch moved on. To be called
 * where maintainers want that. Whoever asked for the work is who it goes on for.
 */
export async function mergeMovedBases(deps: MergeBasesDeps, place: Place, signal: AbortSignal): Promise<void> {
  const entries = (await deps.issues.list(place)).filter(isIdle(deps)).slice(0, maxPulls);
  const undecided = await lookAtAll(deps, entries, signal);
  if (undecided.length === 0) return;
  await deps.wait(secondLookMs, signal);
  await lookAtAll(deps, undecided, signal);
}

const isIdle = (deps: SteeringDeps) => (entry: IssueEntry) =>
  entry.pull !== null && entry.lastJob !== null && deps.queue.stateOf(entry) === null;

/** Those of which GitHub does not know yet whether they can be merged. One that cannot be looked at keeps no other from it. */
async function lookAtAll(
  deps: SteeringDeps,
  entries: readonly IssueEntry[],
  signal: AbortSignal,
): Promise<readonly IssueEntry[]> {
  const undecided: IssueEntry[] = [];
  for (const entry of entries) {
    try {
      if ((await lookAt(deps, entry, signal)) === 'undecided') undecided.push(entry);
    } catch (err) {
      if (signal.aborted || !(err instanceof GitHubFault) || err.isRateLimit) throw err;
      deps.log.warn({ err, repository: entry.repository, issue: entry.issue }, 'A pull request could not be looked at');
    }
  }
  return undecided;
}

async function lookAt(deps: SteeringDeps, entry: IssueEntry, signal: AbortSignal): Promise<'undecided' | 'done'> {
  const { installationId, repository, pull: known } = entry;
  if (known === null) return 'done';
  await using token = await mintToken(deps.client, { installationId, repository, permissions: forReading }, signal);
  const octokit = deps.client.as(token.value);
  const ours = await readOurPull({ octokit, botLogin: deps.botLogin }, entry, known.number, signal);
  if (ours === null || ours.pull.isMergeable === true) return 'done';
  if (ours.pull.isMergeable === null) return 'undecided';
  const baseSha = await readBranch(octokit, { repository, branch: ours.pull.base }, signal);
  if (baseSha !== null) await mergeBase(deps, { ours, entry, ourLast: known.sha, baseSha }, signal);
  return 'done';
}

type Conflicting = {
  readonly ours: OurPull;
  readonly entry: IssueEntry;
  /** Our last commit on the branch. */
  readonly ourLast: string;
  /** Where the base branch is now. */
  readonly baseSha: string;
};

async function mergeBase(
  deps: SteeringDeps,
  { ours, entry, ourLast, baseSha }: Conflicting,
  signal: AbortSignal,
): Promise<void> {
  const { lastJob } = entry;
  if (lastJob === null) return;
  const about = { ...ours.issue, pull: ours.pull.number };
  if (ours.pull.sha === ourLast && countMergesInARow(entry.runs) >= mostInARow) {
    deps.log.info(about, 'A base that moved on is left to people: it was merged by itself as often as it may be');
    return;
  }
  if (!(await hasOnlyTrustedCommits(deps, { ...ours, ourLast }, signal))) {
    deps.log.info(about, 'A base that moved on is left alone: others work on the branch');
    return;
  }
  const { sender: login, senderId: id, requestedAt: at, issue: text } = lastJob.request;
  const job = reviseJob({ ...ours, entry, cause: { kind: 'base-moved' }, text, by: { login, id }, at });
  const { owner, name } = ours.issue.repository;
  // One conflict begins one run.
  const key = `base ${owner}/${name}#${ours.pull.number} ${baseSha} ${ours.pull.sha}`.toLowerCase();
  await using talk = await openConversation(deps, ours.issue, 'issue', signal);
  const how = { key, priority: 'by-itself', whenBusy: 'refuse', delayMs: 0 } as const;
  const added = await enqueue(deps, talk, { job, how }, signal);
  if (added.kind === 'refused') deps.log.info({ ...about, why: added.why }, 'A base that moved on begins no run');
}
