import { Fault } from '../errors.ts';
import type { Change, Refusal } from '../git/change.ts';
import { commitChange } from '../git/commit-change.ts';
import type { Mirror } from '../git/open-mirror.ts';
import type { ExportResult } from '../git/parse-export.ts';
import { renderPatch } from '../git/render-patch.ts';
import { cleanText } from '../report/clean-text.ts';
import { inertTitle } from '../report/inert-title.ts';
import { redact } from '../report/redact.ts';
import type { Run } from './run.ts';

/** The change holds something that must not be published. */
export class UnsafeChangeFault extends Fault {
  override readonly name = 'UnsafeChangeFault';
}

export type CommittedChange = { readonly sha: string; readonly change: Change };

const maxPatchBytes = 16 * 1024 * 1024;

/** Makes the commit in the mirror and keeps it as a patch in the record; nothing is published by it. */
export async function commitExport(
  run: Run,
  mirror: Mirror,
  exported: Exclude<ExportResult, { kind: 'empty' }>,
): Promise<CommittedChange> {
  if (exported.kind === 'refused') throw refused(exported.refusals);
  const { deps, origin, record, signal } = run;
  const request = {
    change: exported.change,
    message: messageOf(run),
    author: origin.committer,
    at: new Date(deps.now()),
  };
  const { sha } = await commitChange(deps.git, mirror, request, signal);
  const patch = await renderPatch(deps.git, { mirror, head: sha, maxBytes: maxPatchBytes }, signal);
  await record.save('change.patch', patch.text);
  run.progress.addSaved(
    patch.isCut ? 'the beginning of the change, change.patch' : 'the change as a patch, change.patch',
  );
  return { sha, change: exported.change };
}

function messageOf({ origin, record }: Run): string {
  const { number, title } = origin.issue;
  const reference = number === null ? '' : `\nIssue: #${number}`;
  return `${inertTitle(redact(cleanText(title), origin.secrets()), 100)}\n${reference}\nSandpiper-Run: ${record.id}\n`;
}

function refused(refusals: readonly Refusal[]): UnsafeChangeFault {
  const lines = refusals.slice(0, 20).map(({ path, reason }) => `${path}: ${reason}`);
  const more = refusals.length > lines.length ? `\nand ${refusals.length - lines.length} more` : '';
  return new UnsafeChangeFault('The change was refused before it left the sandbox.', {
    log: `${lines.join('\n')}${more}`,
    nextAction:
      'If these files have to change, make that part by hand; otherwise say so in the issue. Then take the label off and put it back on.',
  });
}
