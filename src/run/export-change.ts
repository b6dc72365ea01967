import { bundleCommit } from '../git/bundle-commit.ts';
import { exportScript } from '../git/export-script.ts';
import { listPaths } from '../git/list-paths.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { type ExportResult, parseExport } from '../git/parse-export.ts';
import { type Process, type Sandbox, SandboxFault } from '../sandbox/sandbox.ts';
import type { Run } from './run.ts';

const exportTimeoutMs = 300_000;

/** Freezes the box and reads its workspace through another box, which has no network and cannot write to it. */
export async function exportChange(run: Run, sandbox: Sandbox, mirror: Mirror): Promise<ExportResult> {
  const { deps, record, signal } = run;
  await sandbox.pause('freeze');
  await using exporter = await deps.sandboxes.create(
    {
      image: deps.settings.image,
      labels: { run: record.id },
      isolation: deps.settings.isolation,
      limits: deps.settings.limits,
      workspace: { kind: 'read-only', of: sandbox.id },
      network: { kind: 'none' },
      env: {},
    },
    signal,
  );
  await using bundle = await bundleCommit(deps.git, mirror, mirror.baseSha, signal);
  const basePaths = await listPaths(deps.git, mirror, mirror.baseSha, signal);
  const process = await exporter.spawn(['bash', '-c', exportScript], {
    stdin: bundle.open(),
    timeoutMs: exportTimeoutMs,
    signal,
  });
  await process.stderr.cancel();
  try {
    return await parseExport(process.stdout, { ...deps.settings.exportRules, baseSha: mirror.baseSha, basePaths });
  } catch (cause) {
    throw (await whatStoppedIt(process, signal, cause)) ?? cause;
  }
}

/** A stream that ends early looks forged, but mostly the exporter ran out of something. */
async function whatStoppedIt({ exit }: Process, signal: AbortSignal, cause: unknown): Promise<SandboxFault | null> {
  const { reason } = await exit;
  signal.throwIfAborted();
  if (reason === 'exited' || reason === 'killed') return null;
  return new SandboxFault(`The change could not be read out of the sandbox: the exporter ended with ${reason}.`, {
    ran: 'yes',
    cause,
    nextAction: 'If the repository is very large, ask the operator to raise SANDPIPER_WORKSPACE_MIB.',
  });
}
