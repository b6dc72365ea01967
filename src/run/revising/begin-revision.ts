import type { Conduct } from '../../environment/repository-settings.ts';
import { commitMerge, type MergedCommit } from '../../git/commit-merge.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { Run } from '../run.ts';
import type { ReviseCause } from '../task/run-task.ts';
import { decideMerge } from './decide-merge.ts';
import type { FetchedPull } from './fetch-pull.ts';

/** What a revision begins with. */
export type Beginning = FetchedPull & {
  /** Its base is what a reviewer will merge into, and what the whole is proved against. */
  readonly mirror: Mirror;
  /** What is checked out for the agent. */
  readonly start: string;
  /** Of the commit to come. */
  readonly parents: readonly string[];
  /** The base branch is merged in by it. */
  readonly isMerge: boolean;
  /** Files in which the agent finds both sides of a merge between marks. */
  readonly conflicts: readonly string[];
  /** Where the pull request's branch went apart from its base, before anything is merged. */
  readonly forkedAt: string;
};

export type BeginningFacts = {
  readonly fetched: FetchedPull;
  readonly cause: ReviseCause['kind'];
  readonly policy: Conduct['mergeBase'];
};

/** At the head of the pull request, or where the base branch is merged into it. */
export async function beginRevision({ deps, signal }: Run, facts: BeginningFacts): Promise<Beginning> {
  const { fetched, cause, policy } = facts;
  const { pull, mirror, tip } = fetched;
  const isBehind = tip !== mirror.baseSha;
  const merged = isBehind ? await commitMerge(deps.git, { mirror, sha: pull.sha, tip }, signal) : null;
  const conflicts = merged !== null && merged.conflicts.length > 0;
  const begun = { ...fetched, forkedAt: mirror.baseSha };
  if (merged !== null && decideMerge({ cause, policy, isBehind, conflicts }) === 'merge') return atMerge(begun, merged);
  return { ...begun, start: pull.sha, parents: [pull.sha], isMerge: false, conflicts: [] };
}

function atMerge(begun: FetchedPull & { readonly forkedAt: string }, merged: MergedCommit): Beginning {
  const { pull, mirror, tip } = begun;
  const { sha: start, conflicts } = merged;
  return { ...begun, mirror: { ...mirror, baseSha: tip }, start, parents: [pull.sha, tip], isMerge: true, conflicts };
}
