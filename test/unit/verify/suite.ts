import type { Exit } from '../../../src/sandbox/sandbox.ts';
import type { CommandRun, SuiteResult, TestResult } from '../../../src/verify/suite.ts';

type Differences = {
  /** `<id>:<status>`, one after the other; `null` for a suite known by exit code only. */
  readonly tests?: string | null;
  readonly exit?: Exit | number;
  readonly install?: Exit | number;
};

/** A suite in which one test passes, but for the given differences. */
export function suite({ tests = 'a.js > one:passed', exit = 0, install }: Differences): SuiteResult {
  const installed = install === undefined ? null : run('npm ci', install);
  const isInstalled = installed === null || (installed.exit.reason === 'exited' && installed.exit.code === 0);
  return {
    sha: 'a'.repeat(40),
    install: installed,
    test: isInstalled ? run('npm test', exit) : null,
    runner: tests === null ? 'exit-code' : 'vitest',
    tests: tests === null || !isInstalled ? null : parse(tests),
  };
}

function run(command: string, exit: Exit | number): CommandRun {
  const ended: Exit = typeof exit === 'number' ? { reason: 'exited', code: exit } : exit;
  return { command, exit: ended, durationMs: 1200, stdout: 'out', stderr: '' };
}

function parse(tests: string): readonly TestResult[] {
  return [...tests.matchAll(/\s*(.+?):(passed|failed|skipped)/g)].map(([, id = '', status = '']) => ({
    id,
    status: status as TestResult['status'],
  }));
}
