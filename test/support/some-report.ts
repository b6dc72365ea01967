import type { CallReport } from '../../src/agent/call-report.ts';

/** A call of bash, or what `some` says. */
export function someReport(some: Partial<CallReport> = {}): CallReport {
  return {
    tool: 'bash',
    changes: 'workspace',
    arguments: '{"command":"npm test"}',
    command: 'npm test',
    paths: [],
    text: 'exit code 0 · 5 ms\nok',
    isError: false,
    isMalformed: false,
    durationMs: 5,
    ...some,
  };
}

export function editReport(path: string, some: Partial<CallReport> = {}): CallReport {
  return someReport({
    tool: 'edit',
    arguments: `{"path":"${path}"}`,
    command: null,
    paths: [path],
    text: 'Edited.',
    ...some,
  });
}

export function viewReport(path: string, some: Partial<CallReport> = {}): CallReport {
  return editReport(path, { tool: 'view', changes: 'nothing', text: `${path}: 1 line`, ...some });
}
