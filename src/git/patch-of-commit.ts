import { borrowObjects } from './borrow-objects.ts';
import type { GitDeps } from './git-call.ts';
import { readCommit } from './read-commit.ts';
import { type Patch, renderPatch } from './render-patch.ts';

export type PatchRequest = {
  readonly repository: string;
  readonly sha: string;
  readonly parent: string;
  readonly maxBytes: number;
};

/** What a commit of somebody's repository does to one of its parents, as `renderPatch` writes it. Throws a `GitFault` when either is not there. */
export async function patchOfCommit(deps: GitDeps, request: PatchRequest, signal: AbortSignal): Promise<Patch> {
  const { repository, sha, parent, maxBytes } = request;
  await readCommit(deps, { repository, sha: parent }, signal);
  await using borrowed = await borrowObjects(deps, repository, signal);
  const mirror = { directory: borrowed.directory, baseSha: parent };
  return await renderPatch(deps, { mirror, head: sha, maxBytes }, signal);
}
