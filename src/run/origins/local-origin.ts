import type { GitDeps } from '../../git/git-call.ts';
import { pushToFreeBranch } from '../publishing/push-to-free-branch.ts';
import type { Origin } from './origin.ts';
import type { IssueSnapshot } from './run-request.ts';

export type LocalOriginDeps = {
  readonly git: GitDeps;
  readonly secrets: readonly string[];
};

/** A checkout on this machine: its current branch is the base, and the change becomes a new branch. Its work tree is never touched. */
export function localOrigin(deps: LocalOriginDeps, repositoryPath: string, issue: IssueSnapshot): Origin {
  return {
    repository: repositoryPath,
    issue,
    committer: { name: 'Sandpiper', email: 'sandpiper@localhost' },
    requestedBy: null,
    secrets: () => deps.secrets,
    admit: async () => ({ kind: 'admitted' }),
    readComments: async () => [],
    readOrganisationSettings: async () => null,
    openSource: async () => ({ remoteUrl: repositoryPath, token: null, [Symbol.asyncDispose]: nothingToEnd }),
    show: nobodyWaits,
    async publish({ mirror, sha }, signal) {
      const branch = await pushToFreeBranch(
        deps.git,
        { mirror, sha, remoteUrl: repositoryPath, token: null, issue },
        signal,
      );
      return { kind: 'branch', branch };
    },
  };
}

async function nothingToEnd(): Promise<void> {
  // There is no token to revoke.
}

async function nobodyWaits(): Promise<void> {
  // Whoever started the run sees its events as they happen.
}
