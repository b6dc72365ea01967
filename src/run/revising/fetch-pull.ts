import { fetchCommit } from '../../git/fetch-commit.ts';
import { findMergeBase } from '../../git/find-merge-base.ts';
import { type Mirror, openMirror } from '../../git/open-mirror.ts';
import { parseRemote } from '../../git/parse-remote.ts';
import { mirrorDirectory } from '../preparation/mirror-directory.ts';
import type { Run } from '../run.ts';
import { nothingInCommon } from './branch-fault.ts';
import type { OpenPull } from './revisions.ts';

/** A pull request whose commits are in the mirror. */
export type FetchedPull = {
  readonly pull: OpenPull;
  /** Its base is the commit at which the pull request's branch went apart from the base branch. */
  readonly mirror: Mirror;
  /** Where the base branch is now. */
  readonly tip: string;
};

/** Of histories only what tells where the two went apart is looked at; the mirror gets three commits, without their parents. */
export async function fetchPull({ deps, origin, signal }: Run, pull: OpenPull): Promise<FetchedPull> {
  const { git, settings } = deps;
  await using source = await origin.openSource(signal);
  const directory = mirrorDirectory(settings.dataDirectory, origin.repository);
  const mirror = await openMirror(git, { ...source, directory, branch: pull.base }, signal);
  const { baseSha: tip } = mirror;
  const remote = parseRemote(source.remoteUrl, source.token);
  await fetchCommit(git, { directory, remote, sha: pull.sha }, signal);
  const forkedAt = await findMergeBase(git, { remote, one: tip, other: pull.sha }, signal);
  if (forkedAt === null) throw nothingInCommon(pull.branch, pull.base);
  await fetchCommit(git, { directory, remote, sha: forkedAt }, signal);
  return { pull, mirror: { ...mirror, baseSha: forkedAt }, tip };
}
