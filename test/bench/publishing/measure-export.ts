import { bundleCommit } from '../../../src/git/bundle-commit.ts';
import { checkoutScript } from '../../../src/git/checkout-script.ts';
import { commitChange } from '../../../src/git/commit-change.ts';
import type { ExportResult } from '../../../src/git/parse-export.ts';
import { protectedPaths } from '../../../src/git/protected-paths.ts';
import { openExporter } from '../../../src/run/exporting/open-exporter.ts';
import type { ExportingRun } from '../../../src/run/exporting/prepare-exporter.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { never } from '../../support/git-fixture.ts';
import type { Row } from '../row.ts';
import { percentile, takeTurns, timed } from '../samples.ts';
import { benchSandboxes } from '../sandbox/bench-sandboxes.ts';
import { docker } from '../sandbox/docker-client.ts';
import { changedPaths, largeRepository } from './large-repository.ts';

const targetMs = 300;
const limits = { cpus: 2, memoryMiB: 1024, pids: 128, workspaceMiB: 512, workspaceInodes: 100_000 };

/** From the agent's stop to the checked commit, against git in the agent's own box, and a container that does nothing. */
export async function measureExport(): Promise<readonly Row[]> {
  await using repository = await largeRepository();
  await using sandboxes = await benchSandboxes();
  const rows: Row[] = [];
  for (const storage of ['memory', 'disk'] as const) {
    await using sandbox = await sandboxes.create({ limits, workspace: { kind: 'new', storage } });
    await checkOut(sandbox, repository);
    const run = runOf(sandboxes, repository);
    const samples = await takeTurns(
      { rounds: 9, budgetMs: 90_000 },
      {
        export: () => measureOnce({ run, sandbox, repository }),
        'git status and git diff': () =>
          timed(() => mustRun(sandbox, 'git status --short > /dev/null && git diff > /dev/null')),
        'docker run of true': () =>
          timed(() => docker('run', '--rm', '--network', 'none', '--entrypoint', 'true', run.deps.settings.image)),
      },
    );
    rows.push(...rowsOf(storage, samples));
  }
  return rows;
}

type Samples = Readonly<Record<'export' | 'git status and git diff' | 'docker run of true', readonly number[]>>;

function rowsOf(storage: string, samples: Samples): readonly Row[] {
  const measured = percentile(samples.export, 50);
  const own = {
    figure: `10 of 20,000 files to a commit, ${storage}, p50`,
    unit: 'ms',
    measured,
    samples: samples.export,
  } as const;
  const against = (name: Exclude<keyof Samples, 'export'>): Row => ({
    ...own,
    baseline: { name, value: percentile(samples[name], 50) },
    target: 3,
    baselineSamples: samples[name],
  });
  return [
    { ...own, baseline: null, target: targetMs, baselineSamples: [] },
    against('git status and git diff'),
    against('docker run of true'),
  ];
}

type Repository = Awaited<ReturnType<typeof largeRepository>>;
type Sandboxes = Awaited<ReturnType<typeof benchSandboxes>>;
type Subject = { readonly run: ExportingRun; readonly sandbox: Sandbox; readonly repository: Repository };

/** The exporter is opened beside the work, as a run opens it; the clock starts when the work is over. */
async function measureOnce({ run, sandbox, repository: { deps, mirror } }: Subject): Promise<number> {
  await using exporter = openExporter(run, sandbox, mirror);
  await exporter.ready;
  await work(sandbox);
  return await timed(async () => {
    const { change } = mustBeChange(await exporter.exportChange(never));
    const author = { name: 'Sandpiper', email: 'sandpiper@localhost' };
    await commitChange(deps, mirror, { change, message: 'Fix', author, at: new Date(0) }, never);
  });
}

function mustBeChange(result: ExportResult): Extract<ExportResult, { kind: 'change' }> {
  if (result.kind !== 'change' || result.change.entries.length !== changedPaths.length)
    throw new Error(`The export came to ${JSON.stringify(result).slice(0, 500)}`);
  return result;
}

async function checkOut(sandbox: Sandbox, { deps, mirror }: Repository): Promise<void> {
  await using bundle = await bundleCommit(deps, mirror, mirror.baseSha, never);
  const { ok, stderr } = await sandbox.exec(checkoutScript, { stdin: bundle.open(), timeoutMs: 120_000 });
  if (!ok) throw new Error(`The files could not be checked out: ${stderr}`);
}

async function work(sandbox: Sandbox): Promise<void> {
  await mustRun(sandbox, `for f in ${changedPaths.join(' ')}; do echo "// $RANDOM" >> "$f"; done`);
}

async function mustRun(sandbox: Sandbox, command: string): Promise<void> {
  const { ok, stderr } = await sandbox.exec(command, { timeoutMs: 60_000 });
  if (!ok) throw new Error(stderr);
}

function runOf(sandboxes: Sandboxes, { deps }: Repository): ExportingRun {
  const exportRules = { maxFiles: 1000, maxFileBytes: 1024 ** 2, maxTotalBytes: 16 * 1024 ** 2, protectedPaths };
  const settings = { image: sandboxes.spec().image, isolation: 'container', limits, exportRules } as const;
  return {
    deps: { git: deps, sandboxes: sandboxes.provider, settings },
    record: { id: 'bench', append: (_type, data) => data },
    signal: never,
  };
}
