import type { Mirror } from '../git/open-mirror.ts';
import type { ExportResult } from '../git/parse-export.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { openExporter } from './open-exporter.ts';
import type { ExportingRun } from './prepare-exporter.ts';

/** With an exporter of its own, made when the change is wanted. */
export async function exportChange(run: ExportingRun, sandbox: Sandbox, mirror: Mirror): Promise<ExportResult> {
  await using exporter = openExporter(run, sandbox, mirror);
  return await exporter.exportChange(run.signal);
}
