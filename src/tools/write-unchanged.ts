import { SandboxFault, type Workspace } from '../sandbox/sandbox.ts';

/** Writes a file that is still of the `version` that was read, or still not there; otherwise says so to the model. */
export async function writeUnchanged(
  workspace: Workspace,
  path: string,
  text: string,
  version: string | null,
): Promise<string | null> {
  try {
    await workspace.files.write(path, text, { ifVersion: version });
    return null;
  } catch (error) {
    if (!(error instanceof SandboxFault) || error.code !== 'conflict') throw error;
    return `${path} was changed by something else at the same moment, and nothing was written. View it and try again.`;
  }
}
