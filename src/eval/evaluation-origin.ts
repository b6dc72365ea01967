import type { Origin, PublicationRequest } from '../run/origins/origin.ts';
import type { PreparedTask } from './prepare-task.ts';

export type EvaluationOrigin = Origin & {
  /** What the run would have published; `null` while there is nothing. */
  readonly published: Pick<PublicationRequest, 'mirror' | 'sha'> | null;
};

/** A task of a manifest: its issue is a text, and its change goes nowhere but is kept for the grade. */
export function evaluationOrigin({ task, name, mirror }: PreparedTask, secrets: readonly string[]): EvaluationOrigin {
  let published: EvaluationOrigin['published'] = null;
  return {
    repository: name,
    issue: { number: null, author: null, ...task.issue },
    committer: { name: 'Sandpiper', email: 'sandpiper@localhost' },
    secrets: () => secrets,
    admit: async () => ({ kind: 'admitted' }),
    readComments: async () => [],
    readOrganisationSettings: async () => null,
    openSource: async () => ({ remoteUrl: mirror.directory, token: null, [Symbol.asyncDispose]: nothing }),
    show: nothing,
    async publish(request) {
      published = request;
      return { kind: 'branch', branch: `evaluation/${task.id}` };
    },
    get published() {
      return published;
    },
  };
}

async function nothing(): Promise<void> {
  // There is no token to revoke, and nobody waits to be told.
}
