import type { ExportResult } from '../../git/parse-export.ts';
import { readDifference } from '../../git/read-difference.ts';
import { listPathsShortly } from '../base/list-paths-shortly.ts';
import { type CommittedChange, commitExport } from '../exporting/commit-export.ts';
import type { Run } from '../run.ts';
import type { Beginning } from './begin-revision.ts';
import { marksAreLeft, pullIsTooLarge } from './branch-fault.ts';
import { findMarks } from './find-marks.ts';
import { leadOf } from './lead-of.ts';

/** People may commit more than an agent may change in one run. */
const timesAnExport = 4;

/**
 * Commits what the agent did where it began, and reads the whole of what the pull request changes then: that is what will be merged,
 * and what has to prove itself.
 */
export async function commitRevision(
  run: Run,
  beginning: Beginning,
  exported: Exclude<ExportResult, { kind: 'empty' }>,
): Promise<CommittedChange> {
  const { deps, task, progress, signal } = run;
  const { mirror, parents, conflicts, pull } = beginning;
  const { sha } = await commitExport(run, mirror, exported, { parents, lead: leadOf(task, beginning) });
  const left = await findMarks(deps.git, { mirror, sha, conflicts }, signal);
  if (left.length > 0) throw marksAreLeft(left);
  const { maxFiles, maxTotalBytes } = deps.settings.exportRules;
  const limits = { maxFiles: maxFiles * timesAnExport, maxBytes: maxTotalBytes * timesAnExport };
  const whole = await readDifference(deps.git, { mirror, head: sha, ...limits }, signal);
  if (whole === null) throw pullIsTooLarge(pull.number);
  if (whole.unread.length > 0) progress.addNotes([describeUnread(whole.unread)]);
  progress.canary.lookAtChange(whole.change);
  return { sha, change: whole.change };
}

function describeUnread(paths: readonly string[]): string {
  return `The pull request changes links or submodules, of which nothing is judged here: ${listPathsShortly(paths)}.`;
}
