import { readGrants } from '../../github/read-grants.ts';
import type { Steered, SteeringDeps } from '../steering-deps.ts';

/** As `app.yml` asks for them. */
const needed = {
  metadata: 'read',
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
  actions: 'read',
} as const;

/** Tells the operator what an installation still lacks; nothing waits for it, since each use asks for what it needs. */
export async function onPermissionsChanged(
  { client, log }: Pick<SteeringDeps, 'client' | 'log'>,
  { trigger: { installationId } }: Steered<'permissions-changed'>,
  signal: AbortSignal,
): Promise<void> {
  const missing = missingFrom(await readGrants(client, installationId, signal));
  if (missing.length === 0) log.info({ installationId }, 'An installation has all the permissions it needs');
  else log.warn({ installationId, missing }, 'An installation lacks permissions that its owner has to accept');
}

function missingFrom(grants: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(needed)
    .filter(([name, level]) => grants[name] !== level && grants[name] !== 'write')
    .map(([name, level]) => `${name}: ${level}`);
}
