import { Fault } from '../../errors.ts';
import type { Change, Refusal } from '../../git/change.ts';
import { commitChange } from '../../git/commit-change.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { ExportResult } from '../../git/parse-export.ts';
import { renderPatch } from '../../git/render-patch.ts';
import { cleanText } from '../../report/clean-text.ts';
import { redact } from '../../report/redact.ts';
import type { Run } from '../run.ts';
import { commitMarks } from '../workflows/commit-marks.ts';
import { findLeaks } from './find-leaks.ts';
import { writeCommitMessage } from './write-commit-message.ts';

/** The change holds something that must not be published. */
export class UnsafeChangeFault extends Fault {
  override readonly name = 'UnsafeChangeFault';
}

export type CommittedChange = { readonly sha: string; readonly change: Change };

export type CommittingRun = Pick<Run, 'record' | 'signal' | 'isHeldBack'> & {
  readonly deps: Pick<Run['deps'], 'git' | 'now'>;
  readonly origin: Pick<Run['origin'], 'issue' | 'committer' | 'requestedBy' | 'secrets'>;
  readonly progress: Pick<Run['progress'], 'saved' | 'addSaved'>;
};

/** Where a commit differs from one that follows its base alone. */
export type CommitPlace = {
  readonly parents: readonly string[];
  /** See `CommitFacts`. */
  readonly lead: string | null;
};

const maxPatchBytes = 16 * 1024 * 1024;

/**
 * Makes the commit in the mirror, and binds it and the record to one another; keeps there what differs from the mirror's base as a
 * patch, too, in the place of an earlier one of the run. Nothing is published by it.
 */
export async function commitExport(
  run: CommittingRun,
  mirror: Mirror,
  exported: Exclude<ExportResult, { kind: 'empty' }>,
  place: CommitPlace = { parents: [mirror.baseSha], lead: null },
): Promise<CommittedChange> {
  if (exported.kind === 'refused')
    throw unsafeChange('The change was refused before it left the sandbox.', exported.refusals);
  const { deps, origin, record, signal } = run;
  const { change } = exported;
  const leaks = findLeaks(change, origin.secrets());
  if (leaks.length > 0) throw unsafeChange('The change holds a secret of this machine.', leaks);
  const { parents, lead } = place;
  const made = { message: messageOf(run, lead), author: origin.committer, at: new Date(deps.now()) };
  const { sha, tree } = await commitChange(deps.git, mirror, { change, parents, ...made }, signal);
  const isPlain = parents.join() === mirror.baseSha;
  record.append('commit', { runId: record.id, sha, tree, base: mirror.baseSha, ...(isPlain ? {} : { parents }) });
  const patch = await renderPatch(deps.git, { mirror, head: sha, maxBytes: maxPatchBytes }, signal);
  await record.save('change.patch', patch.text);
  const saved = patch.isCut ? 'the beginning of the change, change.patch' : 'the change as a patch, change.patch';
  if (!run.progress.saved.includes(saved)) run.progress.addSaved(saved);
  return { sha, change };
}

function messageOf({ origin, record, isHeldBack = false }: CommittingRun, lead: string | null): string {
  const { issue, requestedBy = null } = origin;
  const title = redact(cleanText(issue.title), origin.secrets());
  const marks = commitMarks(isHeldBack);
  return writeCommitMessage({
    title,
    issue: issue.number,
    requestedBy,
    runId: record.id,
    head: record.head,
    lead,
    marks,
  });
}

/** With what was refused, and why. */
export function unsafeChange(message: string, refusals: readonly Refusal[]): UnsafeChangeFault {
  const lines = refusals.slice(0, 20).map(({ path, reason }) => `${path}: ${reason}`);
  const more = refusals.length > lines.length ? `\nand ${refusals.length - lines.length} more` : '';
  return new UnsafeChangeFault(message, {
    log: `${lines.join('\n')}${more}`,
    nextAction: 'If these files have to change, make that part by hand; otherwise say so in the issue.',
  });
}
