import { describeExit } from '../verify/describe-exit.ts';
import type { CommandRun, Proof, SuiteResult } from '../verify/suite.ts';
import { formatDuration } from './format-duration.ts';

/** What one command of a proof printed. */
export type ProofLog = {
  /** In words of ours alone. */
  readonly title: string;
  readonly output: string;
};

/** The logs of a proof, those first that say most of the change; an install's is among them on demand, or when one went wrong. */
export function listLogs({ base, head }: Proof, installs: 'always' | 'when-one-failed'): readonly ProofLog[] {
  const isQuiet = installs === 'when-one-failed' && isInstalled(base) && isInstalled(head);
  return [
    ...logOf('Tests with this change', head.test),
    ...logOf('Tests at base', base.test),
    ...(isQuiet ? [] : [...logOf('Install with this change', head.install), ...logOf('Install at base', base.install)]),
  ];
}

function logOf(what: string, run: CommandRun | null): readonly ProofLog[] {
  if (run === null) return [];
  const title = `${what}: it ${describeExit(run.exit)} after ${formatDuration(run.durationMs)}`;
  const printed = [run.stdout, run.stderr].map((text) => text.trimEnd()).filter((text) => text !== '');
  return [{ title, output: printed.join('\n') }];
}

function isInstalled({ install }: SuiteResult): boolean {
  return install === null || (install.exit.reason === 'exited' && install.exit.code === 0);
}
