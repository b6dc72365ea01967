import { SandboxFault, type Workspace } from '../../sandbox/sandbox.ts';
import { encodeLike } from '../text-file.ts';
import type { PlannedChange } from './plan-patch.ts';

/**
 * Makes all changes, or none: when one fails, those before it are taken back. A string says, to the model, what failed and how
 * the files are now. Removals come last.
 */
export async function writeChanges(workspace: Workspace, changes: readonly PlannedChange[]): Promise<string | null> {
  const ordered = changes.toSorted((a, b) => Number(a.after === null) - Number(b.after === null));
  const made: PlannedChange[] = [];
  for (const change of ordered) {
    try {
      await makeChange(workspace, change);
      made.push(change);
    } catch (error) {
      if (!(error instanceof SandboxFault) || error.code === 'lost') throw error;
      return `${explainFault(change, error)} ${await takeBack(workspace, made)}`;
    }
  }
  return null;
}

async function makeChange(workspace: Workspace, { path, before, after, bytes, mode }: PlannedChange): Promise<void> {
  const version = before?.version ?? null;
  if (after !== null) {
    await workspace.files.write(path, bytes, { ifVersion: version, ...(mode === null ? {} : { mode }) });
    return;
  }
  if ((await workspace.files.stat(path))?.version !== version) {
    throw new SandboxFault(`${path} is not the version that was read`, { ran: 'no', code: 'conflict' });
  }
  await workspace.files.remove(path);
}

function explainFault({ path }: PlannedChange, fault: SandboxFault): string {
  if (fault.code === 'conflict') return `${path} was changed by something else at the same moment.`;
  return `${path} could not be written: ${fault.message.slice(0, 300)}.`;
}

async function takeBack(workspace: Workspace, made: readonly PlannedChange[]): Promise<string> {
  const stuck: string[] = [];
  for (const { path, before } of made.toReversed()) {
    try {
      if (before === null) await workspace.files.remove(path);
      else await workspace.files.write(path, encodeLike(before, before.text), { mode: before.mode });
    } catch (error) {
      if (!(error instanceof SandboxFault) || error.code === 'lost') throw error;
      stuck.push(path);
    }
  }
  if (stuck.length > 0) return `These could not be restored and are changed: ${stuck.join(', ')}. View them.`;
  return made.length === 0 ? 'Nothing was changed.' : 'What was written before it was restored: nothing is changed.';
}
