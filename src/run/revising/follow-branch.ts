import { carryOver } from '../../git/carry-over.ts';
import type { ExportResult } from '../../git/parse-export.ts';
import { measureBase } from '../base/measure-base.ts';
import { unsafeChange } from '../exporting/commit-export.ts';
import type { Run } from '../run.ts';
import type { Beginning } from './begin-revision.ts';
import { type BranchMovedFault, branchConflicts, branchMoved, pullIsGone } from './branch-fault.ts';
import { commitRevision } from './commit-revision.ts';
import { type FetchedPull, fetchPull } from './fetch-pull.ts';
import type { Landing } from './land-revision.ts';
import type { OpenPull } from './revisions.ts';

/** The same revision, on what people pushed meanwhile. Throws when the two do not go together, and of a merge always. */
export async function followBranch(
  asked: Run,
  landing: Landing,
  moved: BranchMovedFault,
): Promise<Landing & { readonly run: Run }> {
  const { beginning } = landing;
  if (beginning.isMerge) throw moved;
  const fetched = await fetchPull(asked, await readAgain(asked, beginning));
  const { pull: now, mirror } = fetched;
  asked.progress.addNotes([describe(beginning, now)]);
  const exported = await carry(asked, landing, fetched);
  const measured = await measureAgain(asked, landing, fetched);
  const next = {
    ...fetched,
    start: now.sha,
    parents: [now.sha],
    isMerge: false,
    conflicts: [],
    forkedAt: mirror.baseSha,
  };
  const commit = await commitRevision(measured.run, next, exported);
  return { ...landing, ...measured, beginning: next, commit };
}

async function readAgain({ origin, task, signal }: Run, { pull }: Beginning): Promise<OpenPull> {
  const reading = await origin.revisions?.read(task.kind === 'revise' ? task.pull : pull.number, signal);
  if (reading?.kind === 'open') return reading.pull;
  throw pullIsGone(pull.number, reading?.reason ?? '');
}

function describe({ pull }: Beginning, now: OpenPull): string {
  const [from, to] = [pull.sha.slice(0, 10), now.sha.slice(0, 10)];
  return `${pull.branch} moved on from ${from} to ${to} meanwhile: the commit is made again on ${to}, and has to prove itself there.`;
}

/** By the rules of an export, as whatever a merge makes. */
async function carry(
  { deps, signal }: Run,
  { beginning, commit }: Landing,
  { mirror, pull: now }: FetchedPull,
): Promise<Extract<ExportResult, { kind: 'change' }>> {
  const { pull } = beginning;
  const meeting = { mirror: { ...mirror, baseSha: pull.sha }, sha: commit.sha, tip: now.sha };
  const carried = await carryOver(deps.git, meeting, deps.settings.exportRules, signal);
  switch (carried.kind) {
    case 'change':
      return carried;
    case 'conflicts':
      throw branchConflicts(pull.branch, pull.sha, carried.paths);
    case 'refused':
      throw unsafeChange(`The change was refused where ${pull.branch} is now.`, carried.refusals);
    case 'empty':
      throw branchMoved(pull.branch, pull.sha, 'somebody pushed the same change meanwhile');
  }
}

/** Only where the branch went apart from another commit of its base than before. */
async function measureAgain(run: Run, { beginning, plan, policy, baseline }: Landing, { mirror }: FetchedPull) {
  if (mirror.baseSha === beginning.mirror.baseSha) return { run, plan, policy, baseline };
  const measured = await measureBase(run, mirror);
  if (measured !== null) return measured;
  throw branchMoved(
    beginning.pull.branch,
    beginning.pull.sha,
    `nothing can be proved on ${mirror.baseSha.slice(0, 10)}`,
  );
}
