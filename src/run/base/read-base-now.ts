import { type BaseFate, compareBase } from '../../git/compare-base.ts';
import { GitFault } from '../../git/git-fault.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { Run } from '../run.ts';

/** `null` when it cannot be told: that is no reason to lose the change. */
export async function readBaseNow(
  { deps, origin, signal }: Run,
  { mirror, sha }: { readonly mirror: Mirror; readonly sha: string },
): Promise<BaseFate | null> {
  await using source = await origin.openSource(signal);
  const { remoteUrl, token } = source;
  try {
    return await compareBase(deps.git, { mirror, sha, remoteUrl, token }, signal);
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    deps.log.warn({ err: error }, 'The base could not be compared');
    return null;
  }
}
