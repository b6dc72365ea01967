import { checkoutOf } from '../environment/checkout.ts';
import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import { planEnvironment } from '../environment/plan-environment.ts';
import { noSettings } from '../environment/repository-settings.ts';
import { Fault } from '../errors.ts';
import type { Workspace } from '../sandbox/sandbox.ts';

const maxManifestBytes = 1024 * 1024;

/** The commands of the base commit; a change cannot alter what it is judged by. */
export async function findCommands(workspace: Workspace): Promise<EnvironmentPlan> {
  const paths: string[] = [];
  for await (const entry of workspace.files.list('.', { depth: 3 })) if (entry.kind === 'file') paths.push(entry.path);
  const checkout = checkoutOf(paths, async (path) => {
    const bytes = await workspace.files.read(path, { maxBytes: maxManifestBytes });
    return bytes === null ? null : new TextDecoder().decode(bytes);
  });
  const planned = await planEnvironment(checkout, noSettings);
  if (planned.kind === 'planned') return planned.plan;
  throw new Fault(`How to test this repository is not known. ${planned.reason}`, {
    nextAction:
      'Name the command in .github/sandpiper.yml, under `commands` and there `test`; then take the label off and put it back on.',
  });
}
