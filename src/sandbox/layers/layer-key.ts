import { createHash } from 'node:crypto';
import type { SandboxLimits } from '../sandbox.ts';

/** All that a prepared workspace depends on. */
export type LayerFacts = {
  /** What names this one repository for ever, such as its number at GitHub: a name may come to mean another one. */
  readonly repository: string;
  /**
   * `null`: the preparation reads nothing of the commit but `files`, and runs none of its code, so that a layer may serve other
   * commits, whose checkout is brought up to date by whoever uses it. Otherwise the one commit it is for.
   */
  readonly commit: string | null;
  /** Lockfiles and manifests of the commit that was prepared, each with a hash of its content. In any order. */
  readonly files: readonly { readonly path: string; readonly hash: string }[];
  readonly imageId: string;
  /** In the order in which they ran. */
  readonly setupCommands: readonly string[];
  readonly limits: Pick<SandboxLimits, 'workspaceMiB' | 'workspaceInodes'>;
};

export type LayerKey = { readonly repository: string; readonly id: string };

/** Goes up when what is prepared, or how, changes in a way the facts do not show: no older layer is found then. */
const version = 2;

export function layerKey({ repository, commit, imageId, setupCommands, limits, ...facts }: LayerFacts): LayerKey {
  const files = facts.files.map(({ path, hash }) => [path, hash]).toSorted(byPath);
  const { workspaceMiB, workspaceInodes } = limits;
  const all = [version, repository, commit, files, imageId, setupCommands, workspaceMiB, workspaceInodes];
  return { repository, id: createHash('sha256').update(JSON.stringify(all)).digest('hex') };
}

function byPath([one = '']: readonly string[], [other = '']: readonly string[]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
