import type { QueuedIssue } from './run-queue.ts';

export function nameOfIssue({ repository, issue }: QueuedIssue): string {
  return `${nameOfRepository(repository)}#${issue}`;
}

/** Names at GitHub count without regard to case. */
export function nameOfRepository({ owner, name }: QueuedIssue['repository']): string {
  return `${owner}/${name}`.toLowerCase();
}
