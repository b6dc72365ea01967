import type { Conduct } from '../../environment/repository-settings.ts';
import { listPaths } from '../../git/list-paths.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { describeWorkflows } from '../../report/describe-workflows.ts';
import type { Run } from '../run.ts';
import { holdsWorkflows } from './holds-workflows.ts';

export type Holding = {
  /** Its base is what tells whether there are workflows at all. */
  readonly mirror: Mirror;
  readonly conduct: Conduct;
  /** Somebody has already let them run on this pull request. */
  readonly isReleased: boolean;
};

/** From here on what the run commits starts no workflow, where maintainers want to look first. */
export async function holdBack(run: Run, { mirror, conduct, isReleased }: Holding): Promise<Run> {
  if (run.origin.pulls === undefined) return run;
  const paths = await listPaths(run.deps.git, mirror, mirror.baseSha, run.signal);
  const isHeldBack = !isReleased && holdsWorkflows(conduct, paths);
  if (isHeldBack) run.progress.addNotes([describeWorkflows('held')]);
  return { ...run, isHeldBack };
}
