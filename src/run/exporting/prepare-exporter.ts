import { bundleCommit } from '../../git/bundle-commit.ts';
import { exportScript } from '../../git/export-script.ts';
import { keepBaseIndex } from '../../git/keep-base-index.ts';
import { listPaths } from '../../git/list-paths.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { type ExportResult, parseExport } from '../../git/parse-export.ts';
import { prepareExportScript } from '../../git/prepare-export-script.ts';
import { type Exit, type Sandbox, SandboxFault } from '../../sandbox/sandbox.ts';
import { recordBox } from '../recording/record-box.ts';
import type { Run } from '../run.ts';

export type ExportingRun = {
  readonly deps: Pick<Run['deps'], 'git' | 'sandboxes'> & {
    readonly settings: Pick<Run['deps']['settings'], 'image' | 'isolation' | 'limits' | 'exportRules'>;
  };
  readonly record: Pick<Run['record'], 'id' | 'append'>;
  readonly signal: AbortSignal;
};

/** A box that has the base and waits. */
export type PreparedExporter = AsyncDisposable & { read(signal: AbortSignal): Promise<ExportResult> };

const timeoutMs = 300_000;

export async function prepareExporter(run: ExportingRun, sandbox: Sandbox, mirror: Mirror): Promise<PreparedExporter> {
  const { deps, signal } = run;
  await using undo = new AsyncDisposableStack();
  const box = undo.use(await deps.sandboxes.create(specOf(run, sandbox), signal));
  await recordBox(run.record, box, 'export');
  const [basePaths] = await Promise.all([
    listPaths(deps.git, mirror, mirror.baseSha, signal),
    prepareBox(run, box, mirror),
    keepBaseIndex(deps.git, mirror, signal),
  ]);
  const rules = { ...deps.settings.exportRules, baseSha: mirror.baseSha, basePaths };
  const owned = undo.move();
  return {
    async read(until) {
      const argv = ['bash', '-c', exportScript];
      const { stdout, stderr, exit } = await box.spawn(argv, { timeoutMs, signal: until });
      await stderr.cancel();
      try {
        return await parseExport(stdout, rules);
      } catch (cause) {
        throw whatStoppedIt(await exit, until, cause) ?? cause;
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function specOf({ deps, record }: ExportingRun, { id }: Sandbox) {
  const { image, isolation, limits } = deps.settings;
  return {
    image,
    labels: { run: record.id },
    isolation,
    limits,
    workspace: { kind: 'read-only', of: id },
    network: { kind: 'none' },
    env: {},
  } as const;
}

async function prepareBox({ deps, signal }: ExportingRun, box: Sandbox, mirror: Mirror): Promise<void> {
  await using bundle = await bundleCommit(deps.git, mirror, mirror.baseSha, signal);
  const { ok, exit, stderr } = await box.exec(prepareExportScript, { stdin: bundle.open(), timeoutMs, signal });
  if (ok) return;
  throw whatStoppedIt(exit, signal, stderr) ?? notRead('the exporter could not take in the base', stderr);
}

/** A stream that ends early looks forged, but mostly the exporter ran out of something. */
function whatStoppedIt({ reason }: Exit, signal: AbortSignal, cause: unknown): SandboxFault | null {
  signal.throwIfAborted();
  if (reason === 'exited' || reason === 'killed') return null;
  return notRead(`the exporter ended with ${reason}`, cause);
}

function notRead(why: string, cause: unknown): SandboxFault {
  return new SandboxFault(`The change could not be read out of the sandbox: ${why}.`, {
    ran: 'yes',
    cause,
    nextAction: 'If the repository is very large, ask the operator to raise SANDPIPER_WORKSPACE_MIB.',
  });
}
