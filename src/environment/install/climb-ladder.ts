import type { BoxDeps } from '../box-deps.ts';
import type { CommandRun } from '../command-run.ts';
import { runCommand, succeeded } from '../run-command.ts';
import { diagnoseInstall } from './diagnose-install.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Ladder, Rung } from './ladder.ts';

export type InstallReport =
  | { readonly kind: 'nothing-to-install' }
  /** `failed`: the rungs that were tried before. */
  | { readonly kind: 'installed'; readonly run: CommandRun; readonly failed: readonly FailedRung[] }
  | { readonly kind: 'failed'; readonly failed: readonly [FailedRung, ...FailedRung[]] };

export type FailedRung = { readonly run: CommandRun; readonly diagnosis: Diagnosis };

/** How much longer all rungs together may take than one. */
const LADDER_TIME_FACTOR = 2;

/** Tries one rung after the other until one works; passes over those that cannot cure what the last failure was. */
export async function climbLadder(
  deps: BoxDeps,
  ladder: Ladder,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<InstallReport> {
  const failed: FailedRung[] = [];
  let leftMs = timeoutMs * LADDER_TIME_FACTOR;
  let next: Rung | undefined = ladder[0];
  while (next !== undefined && leftMs > 0) {
    const run: CommandRun = await runCommand(
      deps,
      { command: next.command, timeoutMs: Math.min(timeoutMs, leftMs) },
      signal,
    );
    if (succeeded(run)) return { kind: 'installed', run, failed };
    const diagnosis = diagnoseInstall(run, deps.blockedHosts());
    failed.push({ run, diagnosis });
    leftMs -= run.durationMs;
    next = nextRung(ladder, next, diagnosis);
  }
  const [first, ...rest] = failed;
  return first === undefined ? { kind: 'nothing-to-install' } : { kind: 'failed', failed: [first, ...rest] };
}

/** What is not understood may be cured by anything. */
function nextRung(ladder: Ladder, current: Rung, { kind }: Diagnosis): Rung | undefined {
  return ladder.slice(ladder.indexOf(current) + 1).find(({ cures }) => kind === 'unknown' || cures.includes(kind));
}
