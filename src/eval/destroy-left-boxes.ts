import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxProvider } from '../sandbox/sandbox.ts';

/** Ends the boxes of runs recorded in `out` that the process which made them, killed, could not end. Only for whoever holds `out`. */
export async function destroyLeftBoxes(sandboxes: SandboxProvider, out: string): Promise<void> {
  for await (const { id, labels } of sandboxes.list()) {
    const { run } = labels;
    if (run === undefined || !/^[\w-]{1,100}$/.test(run)) continue;
    const record = await stat(join(out, 'runs', run)).catch(() => null);
    if (record !== null) await sandboxes.destroy(id);
  }
}
