import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ListedFile, SandboxFault, type Workspace } from '../sandbox/sandbox.ts';
import { parseResults } from './parse-results.ts';
import { probeFolder, resultsVariable } from './probe-environment.ts';
import type { CommandRun, Commands, Runner, SuiteResult, TestResult } from './suite.ts';

export type RunSuiteDeps = {
  /** A fresh box whose checkout is at `sha`. */
  readonly workspace: Workspace;
  /** Told of each command as soon as it has ended. */
  readonly onCommand: (run: CommandRun) => void;
};

export type SuiteRequest = {
  readonly sha: string;
  readonly commands: Commands;
  readonly installTimeoutMs: number;
  readonly testTimeoutMs: number;
};

const maxOutputBytes = 256 * 1024;
const maxReports = 200;
const maxReportBytes = 16 * 1024 * 1024;

/** As a build server would: no questions, no snapshots written in passing, no talk to the registry beyond packages. */
const plainEnvironment = {
  CI: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

/**
 * Installs and tests one commit with the repository's own commands. A failing command is a result; only a box that
 * breaks in between throws `SandboxFault`. The tests' word is theirs: code under test could forge it, so integrity is
 * checked on the change itself.
 */
export async function runSuite(deps: RunSuiteDeps, request: SuiteRequest, signal: AbortSignal): Promise<SuiteResult> {
  const { commands, sha } = request;
  const install =
    commands.install === null
      ? null
      : await runCommand(deps, { command: commands.install, env: {}, timeoutMs: request.installTimeoutMs }, signal);
  if (install !== null && !succeeded(install))
    return { sha, install, test: null, runner: commands.test.runner, tests: null };

  const results = `/tmp/sandpiper-results-${randomUUID()}`;
  await writeProbe(deps.workspace, commands.test.runner, results);
  const env = { ...commands.test.env, [resultsVariable]: results };
  const test = await runCommand(deps, { ...commands.test, env, timeoutMs: request.testTimeoutMs }, signal);
  const tests = test.exit.reason === 'exited' ? await readResults(deps.workspace, commands.test.runner, results) : null;
  return { sha, install, test, runner: tests === null ? 'exit-code' : commands.test.runner, tests };
}

type TimedCommand = {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
};

async function runCommand(deps: RunSuiteDeps, timed: TimedCommand, signal: AbortSignal): Promise<CommandRun> {
  const { command, env, timeoutMs } = timed;
  const { exit, durationMs, stdout, stderr } = await deps.workspace.exec(command, {
    env: { ...plainEnvironment, ...env },
    timeoutMs,
    maxBytes: maxOutputBytes,
    signal,
  });
  signal.throwIfAborted();
  const run = { command, exit, durationMs, stdout, stderr };
  deps.onCommand(run);
  return run;
}

function succeeded(run: CommandRun): boolean {
  return run.exit.reason === 'exited' && run.exit.code === 0;
}

const probeFiles = ['preload.mjs', 'mocha-reporter.cjs', 'node-test-reporter.mjs'];

async function writeProbe(workspace: Workspace, runner: Runner, results: string): Promise<void> {
  if (runner === 'exit-code') return;
  await workspace.files.write(`${results}/.keep`, '');
  for (const name of probeFiles) {
    const source = await readFile(new URL(`probe/${name}`, import.meta.url));
    await workspace.files.write(`${probeFolder}/${name}`, source);
  }
}

/** What a box will not tell is not known; only a box that was lost ends the run. */
async function readResults(
  workspace: Workspace,
  runner: Runner,
  folder: string,
): Promise<readonly TestResult[] | null> {
  try {
    return await readReports(workspace, runner, folder);
  } catch (error) {
    if (error instanceof SandboxFault && error.ran !== 'unknown') return null;
    throw error;
  }
}

/** The sizes of a listing are the box's word, so what is read is what counts. */
async function readReports(
  workspace: Workspace,
  runner: Runner,
  folder: string,
): Promise<readonly TestResult[] | null> {
  if (runner === 'exit-code' || (await workspace.files.stat(folder))?.kind !== 'directory') return null;
  const files: ListedFile[] = [];
  for await (const entry of workspace.files.list(folder)) {
    if (entry.kind === 'file' && entry.name.endsWith('.json')) files.push(entry);
    if (files.length > maxReports) return null;
  }

  const reports: string[] = [];
  let left = maxReportBytes;
  for (const { name } of files) {
    const bytes = await workspace.files.read(`${folder}/${name}`, { maxBytes: left });
    left -= bytes?.byteLength ?? 0;
    reports.push(new TextDecoder().decode(bytes ?? new Uint8Array()));
  }
  return parseResults(runner, reports, workspace.cwd);
}
