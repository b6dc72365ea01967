import type { Preparation } from '../../environment/prepare-box.ts';
import { type Sandbox, SandboxFault } from '../../sandbox/sandbox.ts';
import type { Run } from '../run.ts';
import type { PlannedLayer } from './plan-layer.ts';
import { rememberPreparation } from './remembered-preparation.ts';

/**
 * Keeps what is installed in a box in which nothing but the preparation has run. What cannot be kept is told and ends nothing:
 * the next box is prepared from nothing.
 */
export async function keepLayer(
  { deps, record, progress, signal }: Run,
  sandbox: Sandbox,
  { layers, key }: PlannedLayer,
  preparation: Preparation,
): Promise<void> {
  const about = rememberPreparation(preparation, record.id);
  if (about === null) return;
  try {
    const left = await findLeftOutside(sandbox);
    if (left !== null) return deps.log.warn({ left }, 'A workspace is not kept: its install left something outside it');
    await layers.keep(key, sandbox, about);
  } catch (error) {
    if (!(error instanceof SandboxFault) || signal.aborted) throw error;
    deps.log.warn({ err: error, layer: key.id }, 'A prepared workspace could not be kept');
    progress.addNotes([`What was installed could not be kept for other sandboxes: ${error.message}`]);
  }
}

/** Folders that are gone with the box, unlike the workspace and the home. */
const FLEETING = ['/tmp', '/dev/shm'];

/** Caches, which nothing misses, and what the host itself puts into each box. */
const NOT_MISSED = /^(?:npm-cache|sandpiper|node-compile-cache|v8-compile-cache-\d{1,10})$/;

/** Something that a clone would not have, or `null`. */
async function findLeftOutside({ files }: Sandbox): Promise<string | null> {
  for (const folder of FLEETING) {
    for await (const { path } of files.list(folder)) {
      if (!NOT_MISSED.test(path)) return `${folder}/${path}`;
    }
  }
  return null;
}
