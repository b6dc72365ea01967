import type { GitDeps } from './git-call.ts';
import { localFault } from './local-fault.ts';
import type { Mirror } from './open-mirror.ts';
import { runGit } from './run-git.ts';

export type Patch = {
  readonly text: string;
  /** The rest was left out, so that it cannot be applied. */
  readonly isCut: boolean;
};

type Range = {
  readonly mirror: Pick<Mirror, 'directory' | 'baseSha'>;
  readonly head: string;
  readonly maxBytes: number;
};

/** The difference between the mirror's base and a commit made from it, as `git apply` takes it. Hostile text. */
export async function renderPatch(deps: GitDeps, range: Range, signal: AbortSignal): Promise<Patch> {
  const { mirror, head, maxBytes } = range;
  const call = { directory: mirror.directory, args: [...plainDiff, mirror.baseSha, head], maxOutputBytes: maxBytes };
  const result = await runGit(deps, call, signal);
  if (result.exitCode !== 0 && !result.isCut) throw localFault(call, result);
  return { text: result.stdout.toString('utf8'), isCut: result.isCut };
}

const plainDiff = [
  'diff-tree',
  '-r',
  '-p',
  '--binary',
  '--full-index',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--no-color',
];
