import type { Mirror } from '../../git/open-mirror.ts';
import type { ExportResult } from '../../git/parse-export.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type ExportingRun, prepareExporter } from './prepare-exporter.ts';

/** A box that reads another one's workspace. It has no network and cannot write there. */
export type Exporter = AsyncDisposable & {
  /** Freezes the box whose workspace it reads, and reads out what differs from the base. Once. */
  exportChange(signal: AbortSignal): Promise<ExportResult>;
  /** When all is done that can be done before. */
  readonly ready: Promise<unknown>;
};

/**
 * Begins at once, and beside whatever goes on in the other box, with all that can be done before the work there is over. What
 * goes wrong with that is tried once more when the change is wanted, and told then.
 */
export function openExporter(run: ExportingRun, sandbox: Sandbox, mirror: Mirror): Exporter {
  const begun = prepareExporter(run, sandbox, mirror).catch(() => null);
  const owned = new AsyncDisposableStack();
  owned.defer(async () => (await begun)?.[Symbol.asyncDispose]());

  return {
    ready: begun,
    async exportChange(signal) {
      await sandbox.pause('freeze');
      const prepared = (await begun) ?? owned.use(await prepareExporter({ ...run, signal }, sandbox, mirror));
      return await prepared.read(signal);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
