import type { Attempt } from '../../agent/attempt.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { TestCommand } from '../../verify/suite.ts';
import { type CommittedChange, commitExport } from '../exporting/commit-export.ts';
import { openExporter } from '../exporting/open-exporter.ts';
import { saveUnfinishedWork } from '../exporting/save-unfinished-work.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { KnownSoFar } from './gather-facts.ts';
import { solveIssue } from './solve-issue.ts';

export type MadeChange =
  | { readonly kind: 'change'; readonly attempt: Attempt; readonly commit: CommittedChange }
  | Extract<RunOutcome, { kind: 'no-change' }>;

/** Lets the agent work on the issue in its sandbox, and commits what it left there. */
export async function makeChange(
  run: Run,
  sandbox: Sandbox,
  known: KnownSoFar & { readonly commands: { readonly test: TestCommand } },
): Promise<MadeChange> {
  const { mirror } = known;
  await using exporter = openExporter(run, sandbox, mirror);
  const attempt = await solveIssue(run, sandbox, known).catch(async (error: unknown) => {
    await saveUnfinishedWork(run, exporter, mirror);
    throw error;
  });
  const exported = await exporter.exportChange(run.signal);
  if (exported.kind === 'empty') return { kind: 'no-change', stop: attempt.stop, finish: attempt.finish };
  const commit = await commitExport(run, mirror, exported);
  run.progress.canary.lookAtChange(commit.change);
  return { kind: 'change', attempt, commit };
}
