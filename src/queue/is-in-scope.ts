import { nameOfIssue, nameOfRepository } from './name-of-issue.ts';
import { issueOf, type QueuedJob, repositoryOf } from './queued-job.ts';
import type { JobScope } from './run-queue.ts';

export function isInScope(queued: QueuedJob, scope: JobScope): boolean {
  switch (scope.kind) {
    case 'issue':
      return issueOf(queued) === nameOfIssue(scope);
    case 'repositories':
      return scope.repositories.some((one) => nameOfRepository(one) === repositoryOf(queued));
    case 'installation':
      return queued.job.request.installationId === scope.installationId;
  }
}
