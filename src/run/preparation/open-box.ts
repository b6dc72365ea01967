import { type Sandbox, SandboxFault } from '../../sandbox/sandbox.ts';
import type { Run } from '../run.ts';
import { openWorkspace, type WorkspaceRequest } from './open-workspace.ts';
import type { PlannedLayer } from './plan-layer.ts';
import { type RememberedPreparation, recallPreparation } from './remembered-preparation.ts';

/** A sandbox that nothing of this run has used, with one commit checked out in it. */
export type OpenedBox = {
  readonly sandbox: Sandbox;
  /** What is done in it already; `null` in a box that began with nothing. */
  readonly remembered: RememberedPreparation | null;
};

/** From the layer, where there is one that can be used; otherwise from nothing. */
export async function openBox(run: Run, request: WorkspaceRequest, layer: PlannedLayer | null): Promise<OpenedBox> {
  const opened = layer === null ? null : await openFromLayer(run, request, layer);
  return opened ?? { sandbox: await openWorkspace(run, request), remembered: null };
}

async function openFromLayer(run: Run, request: WorkspaceRequest, planned: PlannedLayer): Promise<OpenedBox | null> {
  const layer = await planned.layers.find(planned.key);
  const remembered = layer === null ? null : recallPreparation(layer.about);
  if (layer === null || remembered === null) return null;
  const { isOfCommit } = planned;
  try {
    const sandbox = await openWorkspace(run, request, { snapshot: layer.snapshot.id, isOfCommit });
    run.progress.addNotes([sayWhereFrom(remembered, run.record.id)]);
    return { sandbox, remembered };
  } catch (error) {
    if (!(error instanceof SandboxFault) || run.signal.aborted) throw error;
    await giveUp(run, planned, error);
    return null;
  }
}

function sayWhereFrom({ install, runId }: RememberedPreparation & { readonly runId: string }, thisRun: string): string {
  const command = install.kind === 'installed' ? install.run.command : 'the install';
  const when = runId === thisRun ? 'once in this run' : 'in an earlier run';
  return `\`${command}\` ran ${when}; sandboxes with the same dependencies began with a copy of what it installed.`;
}

/** What cannot be cloned or used today is made anew tomorrow; only a full disk says nothing of the layer. */
async function giveUp({ deps, progress }: Run, { layers, key }: PlannedLayer, error: SandboxFault): Promise<void> {
  deps.log.warn({ err: error, layer: key.id }, 'A prepared workspace could not be used');
  progress.addNotes([`Kept dependencies could not be used, and were installed anew: ${error.message}`]);
  if (error.code !== 'no-space') await layers.forget(key);
}
