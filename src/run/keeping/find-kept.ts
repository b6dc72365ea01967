import { keptKey } from '../../sandbox/layers/kept-key.ts';
import type { LayerKey } from '../../sandbox/layers/layer-key.ts';
import { readRunFile } from '../../store/read-run-file.ts';
import { listPatchedFiles, type PatchedFile } from '../attempts/list-patched-files.ts';
import type { RunLayers } from '../run-deps.ts';
import {
  type KeepingRun,
  type KeptAbout,
  keepingLayers,
  type MadeFor,
  type Making,
  makingOf,
  parseKept,
} from './kept-workspace.ts';

/** What an agent may begin with a copy of. A model has worked in it: it goes into no box but that agent's. */
export type FoundWorkspace = {
  readonly layers: RunLayers;
  readonly key: LayerKey;
  readonly snapshot: string;
  readonly about: KeptAbout;
  /** What was different from the base in it, as the record of that run has it; data of others. */
  readonly files: readonly PatchedFile[];
};

const maxPatchBytes = 32 * 1024 * 1024;

/** The workspace that the latest of the earlier runs left, if it fits; why it is not gone on with, where there was one, is noted. */
export async function findKept(run: KeepingRun, base: MadeFor): Promise<FoundWorkspace | null> {
  const layers = keepingLayers(run);
  const { task, deps, origin, progress } = run;
  if (layers === null || task.kind !== 'solve' || task.begins.kind !== 'afresh') return null;
  const latest = await findLatest(run, layers);
  if (latest === null) {
    progress.addNotes(await describeLoss(run));
    return null;
  }
  const { runId, making } = latest.about;
  const why = whyUnfit(making, await makingOf(run, layers, base));
  if (why !== null) {
    progress.addNotes([`The agent did not go on in the workspace that the run ${runId} left: ${why}.`]);
    return null;
  }
  const file = { runId, name: 'change.patch', maxBytes: maxPatchBytes };
  const patch = await readRunFile(deps.settings.dataDirectory, file);
  deps.log.info({ from: runId, issue: origin.issue.number }, 'A kept workspace was found');
  return { ...latest, layers, files: patch === null ? [] : listPatchedFiles(patch) };
}

async function findLatest(
  { task, origin }: KeepingRun,
  layers: RunLayers,
): Promise<Pick<FoundWorkspace, 'key' | 'snapshot' | 'about'> | null> {
  const { repository, issue } = origin;
  for (const runId of task.earlierRuns.toReversed()) {
    const key = keptKey({ repository, runId });
    const layer = await layers.find(key);
    const about = layer === null ? null : parseKept(layer.about);
    if (layer === null || about === null) continue;
    if (about.runId === runId && about.issue === issue.number) return { key, snapshot: layer.snapshot.id, about };
  }
  return null;
}

async function describeLoss({ task, deps }: KeepingRun): Promise<readonly string[]> {
  const runId = task.earlierRuns.at(-1);
  if (runId === undefined) return [];
  const file = { runId, name: 'kept.json', maxBytes: 1024 * 1024 };
  const wasKept = (await readRunFile(deps.settings.dataDirectory, file)) !== null;
  return wasKept
    ? [`The workspace that the run ${runId} left is not kept any more, so that the agent began anew.`]
    : [];
}

function whyUnfit(then: Making, now: Making): string | null {
  if (then.base !== now.base) return `its base was ${then.base.slice(0, 12)}, and is ${now.base.slice(0, 12)} now`;
  return then.with === now.with ? null : 'the image, the limits or the plan of its sandbox are others now';
}
