import { z } from 'zod';
import type { CommandRun } from '../../environment/command-run.ts';
import type { InstallReport } from '../../environment/install/climb-ladder.ts';
import type { Preparation } from '../../environment/prepare-box.ts';
import { parseJson } from '../parse-json.ts';

/** What was done in a box before its workspace was kept. Services are not among it: they run, or do not, in each box. */
export type RememberedPreparation = Pick<Preparation, 'setup' | 'install' | 'companions'>;

const schema = z.strictObject({
  runId: z.string(),
  installed: z.array(z.strictObject({ command: z.string(), durationMs: z.number() })).min(1),
});

/** As `Layer.about`. `null`: not all of it went well at the first try, and nobody else is to begin there. */
export function rememberPreparation({ setup, install, companions }: Preparation, runId: string): string | null {
  if (setup.done.length > 0 || setup.failed !== null) return null;
  const reports = [install, ...companions];
  const runs = reports.flatMap((report) =>
    report.kind === 'installed' && report.failed.length === 0 ? [report.run] : [],
  );
  if (runs.length !== reports.length) return null;
  const installed = runs.map(({ command, durationMs }) => ({ command, durationMs }));
  return JSON.stringify({ runId, installed } satisfies z.infer<typeof schema>);
}

/** `null`: nobody who writes layers has written this. */
export function recallPreparation(about: string): (RememberedPreparation & { readonly runId: string }) | null {
  const parsed = schema.safeParse(parseJson(about)).data;
  if (parsed === undefined) return null;
  const [install = nothing, ...companions] = parsed.installed.map(toReport);
  return { runId: parsed.runId, setup: { done: [], failed: null, notRun: [] }, install, companions };
}

const nothing: InstallReport = { kind: 'nothing-to-install' };

function toReport({ command, durationMs }: Pick<CommandRun, 'command' | 'durationMs'>): InstallReport {
  const run = { command, durationMs, exit: { reason: 'exited', code: 0 }, stdout: '', stderr: '' } as const;
  return { kind: 'installed', run, failed: [] };
}
