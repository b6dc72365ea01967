import { createHash } from 'node:crypto';
import type { SandboxLimits } from '../sandbox.ts';

/** All that a prepared workspace depends on. The commit is not among it: a run brings the checkout up to date itself. */
export type LayerFacts = {
  /** What names this one repository for ever, such as its number at GitHub: a name may come to mean another one. */
  readonly repository: string;
  /** Those of the commit that was prepared, with the hashes of their contents. In any order. */
  readonly lockfiles: readonly { readonly path: string; readonly sha256: string }[];
  readonly imageId: string;
  /** In the order in which they ran. */
  readonly setupCommands: readonly string[];
  readonly limits: Pick<SandboxLimits, 'workspaceMiB' | 'workspaceInodes'>;
};

export type LayerKey = { readonly repository: string; readonly id: string };

/** Goes up when what is prepared, or how, changes in a way the facts do not show: no older layer is found then. */
const version = 1;

export function layerKey({ repository, lockfiles, imageId, setupCommands, limits }: LayerFacts): LayerKey {
  const files = lockfiles.map(({ path, sha256 }) => [path, sha256]).toSorted(byPath);
  const { workspaceMiB, workspaceInodes } = limits;
  const facts = [version, repository, files, imageId, setupCommands, workspaceMiB, workspaceInodes];
  return { repository, id: createHash('sha256').update(JSON.stringify(facts)).digest('hex') };
}

function byPath([one = '']: readonly string[], [other = '']: readonly string[]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
