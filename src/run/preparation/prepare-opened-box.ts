import type { BoxDeps } from '../../environment/box-deps.ts';
import { type BoxPlan, type Preparation, prepareBox } from '../../environment/prepare-box.ts';
import type { Workspace } from '../../sandbox/sandbox.ts';
import type { Run } from '../run.ts';
import { blockedHosts } from '../telling/blocked-hosts.ts';
import type { OpenedBox } from './open-box.ts';

export type PrepareRequest = { readonly purpose: string; readonly plan: BoxPlan };

/** For a box in which everything is done but what ends with its processes. */
export const nothingToPrepare: BoxPlan = { services: [], setup: [], ladder: [], companions: [] };

/**
 * Does what is left to be done in a box: all of the plan, or, where a layer has the rest, the services. `onInstalled` is told of
 * what is installed before any service runs: only for a plan whose install needs none.
 */
export async function prepareOpenedBox(
  run: Run,
  { sandbox, remembered }: OpenedBox,
  { purpose, plan }: PrepareRequest,
  onInstalled: ((preparation: Preparation) => Promise<void>) | null = null,
): Promise<Preparation> {
  const prepare = (what: BoxPlan) =>
    prepareBox(boxDeps(run, sandbox, purpose), what, run.deps.settings.installTimeoutMs, run.signal);
  if (remembered === null && onInstalled === null) return await prepare(plan);
  const installed = remembered ?? (await prepare({ ...plan, services: [] }));
  if (remembered === null) await onInstalled?.({ services: [], ...installed });
  const { services } = await prepare({ ...nothingToPrepare, services: plan.services });
  const { setup, install, companions } = installed;
  return { services, setup, install, companions };
}

export function boxDeps(run: Run, workspace: Workspace, purpose: string): BoxDeps {
  return {
    workspace,
    onCommand: (command) => run.progress.addCommand(purpose, command),
    blockedHosts: () => blockedHosts(run.progress.blocked),
  };
}
