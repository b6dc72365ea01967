import { SandboxFault, type Workspace } from '../sandbox/sandbox.ts';
import { updateShadow } from './change/update-shadow.ts';
import { scratchFolder } from './scratch-folder.ts';

const DEADLINE_MS = 10_000;
/** The first time every file is read. */
const FIRST_DEADLINE_MS = 60_000;

/**
 * A digest of the workspace's files, ignored ones aside: equal as long as none has another content, name or mode. `null` when
 * the box gives none in time. Called before the first step it also holds on to the commit that the change is compared with.
 */
export async function hashTree(workspace: Workspace, signal: AbortSignal): Promise<string | null> {
  try {
    const isReady = (await workspace.files.stat(`${scratchFolder(workspace)}/shadow.git/ready`)) !== null;
    const shadow = await updateShadow(workspace, isReady ? DEADLINE_MS : FIRST_DEADLINE_MS, signal);
    return shadow.ok ? shadow.tree : null;
  } catch (error) {
    if (!(error instanceof SandboxFault)) throw error;
    // A box that is gone shows at the next call.
    return null;
  }
}
