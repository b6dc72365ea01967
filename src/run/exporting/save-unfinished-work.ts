import type { Mirror } from '../../git/open-mirror.ts';
import type { Run } from '../run.ts';
import { commitExport } from './commit-export.ts';
import type { Exporter } from './open-exporter.ts';

const timeLimitMs = 60_000;

/** Keeps what the agent had done when it was interrupted, as a patch in the record, if the box still answers. */
export async function saveUnfinishedWork(run: Run, exporter: Exporter, mirror: Mirror): Promise<void> {
  const unhurried = { ...run, signal: AbortSignal.timeout(timeLimitMs) };
  try {
    const exported = await exporter.exportChange(unhurried.signal);
    if (exported.kind === 'change') await commitExport(unhurried, mirror, exported);
  } catch (err) {
    run.deps.log.warn({ err }, 'Unfinished work could not be saved');
  }
}
