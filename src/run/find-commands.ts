import { Fault } from '../errors.ts';
import type { Workspace } from '../sandbox/sandbox.ts';
import { detectCommands } from '../verify/detect-commands.ts';
import type { Commands } from '../verify/suite.ts';

const maxManifestBytes = 1024 * 1024;

/** The commands of the base commit; a change cannot alter what it is judged by. */
export async function findCommands(workspace: Workspace): Promise<Commands> {
  const found = await detectCommands(async (path) => {
    const bytes = await workspace.files.read(path, { maxBytes: maxManifestBytes });
    return bytes === null ? null : new TextDecoder().decode(bytes);
  });
  if (found.kind === 'found') return found.commands;
  throw new Fault(`How to test this repository is not known. ${found.reason}`, {
    nextAction:
      'Sandpiper needs a test script in package.json, or a Makefile with a test target; then take the label off and put it back on.',
  });
}
