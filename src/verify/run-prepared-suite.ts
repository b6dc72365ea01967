import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { BoxDeps } from '../environment/box-deps.ts';
import type { CommandRun } from '../environment/command-run.ts';
import type { Runner } from '../environment/commands.ts';
import { troublesOf } from '../environment/describe-preparation.ts';
import type { InstallReport } from '../environment/install/climb-ladder.ts';
import type { Preparation } from '../environment/prepare-box.ts';
import { runCommand } from '../environment/run-command.ts';
import { SandboxFault, type Workspace } from '../sandbox/sandbox.ts';
import { parseResults } from './parse-results.ts';
import { probeEnvironment, probeFiles, probeFolder, resultsVariable } from './probe-environment.ts';
import { readReports } from './read-reports.ts';
import type { Commands, SuiteResult, TestResult } from './suite.ts';

export type PreparedSuite = Pick<Commands, 'test'> & {
  readonly sha: string;
  /** How the box was made ready. */
  readonly preparation: Preparation;
  readonly testTimeoutMs: number;
};

/**
 * Tests a box that was made ready, whose checkout is at `sha`, with the repository's own command. A failing command is a result;
 * only a box that breaks in between throws `SandboxFault`. The tests' word is theirs: code under test could forge it, so integrity
 * is checked on the change itself.
 */
export async function runPreparedSuite(
  deps: BoxDeps,
  request: PreparedSuite,
  signal: AbortSignal,
): Promise<SuiteResult> {
  const { preparation, sha } = request;
  const { command, script, env: own, runner } = request.test;
  const install = lastRun(preparation.install);
  const troubles = troublesOf(preparation);
  if (preparation.install.kind === 'failed') return { sha, install, test: null, runner, tests: null, troubles };

  const results = `/tmp/sandpiper-results-${randomUUID()}`;
  await writeProbe(deps.workspace, runner, results);
  const env = { ...own, ...probeEnvironment(runner, script, own), [resultsVariable]: results };
  const test = await runCommand(deps, { command, env, timeoutMs: request.testTimeoutMs }, signal);
  const tests =
    test.exit.reason === 'exited'
      ? await readResults(deps.workspace, { runner, results, stdout: test.stdout }, signal)
      : null;
  return { sha, install, test, runner: tests === null ? 'exit-code' : runner, tests, troubles };
}

/** The way that worked, or, where none did, the first: it is the repository's own. */
function lastRun(report: InstallReport): CommandRun | null {
  switch (report.kind) {
    case 'nothing-to-install':
      return null;
    case 'installed':
      return report.run;
    case 'failed':
      return report.failed[0].run;
  }
}

async function writeProbe(workspace: Workspace, runner: Runner, results: string): Promise<void> {
  if (runner === 'exit-code') return;
  await workspace.files.write(`${results}/.keep`, '');
  for (const name of probeFiles(runner)) {
    const source = await readFile(new URL(`probe/${name}`, import.meta.url));
    await workspace.files.write(`${probeFolder}/${name}`, source, { mode: 0o755 });
  }
}

type Ran = { readonly runner: Runner; readonly results: string; readonly stdout: string };

/** What a box will not tell is not known; only a box that was lost ends the run. */
async function readResults(workspace: Workspace, ran: Ran, signal: AbortSignal): Promise<readonly TestResult[] | null> {
  try {
    const reports = await readReports(workspace, ran, signal);
    return reports === null ? null : parseResults(ran.runner, { reports, stdout: ran.stdout }, workspace.cwd);
  } catch (error) {
    if (error instanceof SandboxFault && error.ran !== 'unknown') return null;
    throw error;
  }
}
