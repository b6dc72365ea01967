import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** A folder that no repository name can escape from, and that no two repositories share. */
export function mirrorDirectory(dataDirectory: string, repository: string): string {
  const readable = repository.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(-60);
  const digest = createHash('sha256').update(repository).digest('hex').slice(0, 12);
  return join(dataDirectory, 'mirrors', `${readable}-${digest}.git`);
}
