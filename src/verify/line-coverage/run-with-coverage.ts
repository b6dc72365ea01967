import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { BoxDeps } from '../../environment/box-deps.ts';
import type { Commands } from '../../environment/commands.ts';
import { type BoxPlan, prepareBox } from '../../environment/prepare-box.ts';
import { runCommand } from '../../environment/run-command.ts';
import type { Workspace } from '../../sandbox/sandbox.ts';
import type { FileCoverage } from '../file-coverage.ts';
import { probeFolder } from '../probe-environment.ts';
import { type Collected, parseCollected } from './collected.ts';
import { countableSources } from './countable-sources.ts';
import { type CoverageMeans, changedVariable, coverageMeans, coverageVariable } from './coverage-means.ts';
import { readCoverage } from './read-coverage.ts';
import type { ChangedSource } from './sort-lines.ts';

export type CoverageRequest = {
  readonly plan: BoxPlan & Pick<Commands, 'test'>;
  /** Changed source files at head. */
  readonly sources: readonly ChangedSource[];
  readonly installTimeoutMs: number;
  readonly testTimeoutMs: number;
};

const collectTimeoutMs = 60_000;
const maxCollectedBytes = 32 * 1024 * 1024;

/**
 * Prepares a box that nobody has used, whose checkout is the head, and runs the tests once more, counted. What comes back is
 * the box's word, as the tests' results are. `null`: nothing could be counted. Only a box that breaks throws `SandboxFault`.
 */
export async function runWithCoverage(
  deps: BoxDeps,
  request: CoverageRequest,
  signal: AbortSignal,
): Promise<readonly FileCoverage[] | null> {
  const folder = `/tmp/sandpiper-coverage-${randomUUID()}`;
  const { plan } = request;
  const means = coverageMeans(plan.test.runner, folder, plan.test.env);
  const sources = countableSources(plan.test.runner, request.sources);
  if (means === null || sources.length === 0) return null;
  const { install } = await prepareBox(deps, plan, request.installTimeoutMs, signal);
  if (install.kind === 'failed') return null;

  const changed = JSON.stringify(sources.map(({ path }) => path));
  await writeTools(deps.workspace, folder, changed);
  const env = {
    ...plan.test.env,
    ...means.env,
    [coverageVariable]: folder,
    [changedVariable]: changedListing(folder),
  };
  const { command } = plan.test;
  const test = await runCommand(deps, { command, env, timeoutMs: request.testTimeoutMs }, signal);
  const collected =
    test.exit.reason === 'exited' ? await collect(deps.workspace, { means, folder, changed }, signal) : null;
  const coverage = collected === null ? [] : readCoverage(collected, sources);
  return coverage.length === 0 ? null : coverage;
}

const tools = [
  'collect-coverage.mjs',
  'coverage-preload.mjs',
  'sandpiper_coverage.py',
  'go-coverage-exec.sh',
  'collect-go-coverage.awk',
];

async function writeTools(workspace: Workspace, folder: string, changed: string): Promise<void> {
  await workspace.files.write(changedListing(folder), changed);
  for (const name of tools) {
    const source = await readFile(new URL(`box/${name}`, import.meta.url));
    await workspace.files.write(`${probeFolder}/${name}`, source, { mode: 0o755 });
  }
}

/** Beside what is collected, not among it. */
function changedListing(folder: string): string {
  return `${folder}/.changed`;
}

async function collect(
  workspace: Workspace,
  from: { readonly means: CoverageMeans; readonly folder: string; readonly changed: string },
  signal: AbortSignal,
): Promise<readonly Collected[] | null> {
  const { ok, stdout, omittedBytes } = await workspace.exec(['bash', '-c', from.means.collect, from.folder], {
    stdin: new TextEncoder().encode(from.changed),
    timeoutMs: collectTimeoutMs,
    maxBytes: maxCollectedBytes,
    signal,
  });
  signal.throwIfAborted();
  return ok && omittedBytes.stdout === 0 ? parseCollected(stdout) : null;
}
