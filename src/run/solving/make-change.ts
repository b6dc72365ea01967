import type { Attempt } from '../../agent/attempt.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { ExportResult } from '../../git/parse-export.ts';
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

/** What becomes of what the agent leaves. */
export type Making = {
  /** At the commit that its box began with. */
  readonly start: Mirror;
  readonly commit: (exported: Exclude<ExportResult, { kind: 'empty' }>) => Promise<CommittedChange>;
};

/** Lets the agent work in its sandbox, and commits what it left there: as a change of the base, or as is said. */
export async function makeChange(
  run: Run,
  sandbox: Sandbox,
  known: KnownSoFar & { readonly commands: { readonly test: TestCommand } },
  { start, commit }: Making = ofBase(run, known.mirror),
): Promise<MadeChange> {
  await using exporter = openExporter(run, sandbox, start);
  const attempt = await solveIssue(run, sandbox, known).catch(async (error: unknown) => {
    await saveUnfinishedWork(run, exporter, start);
    throw error;
  });
  const exported = await exporter.exportChange(run.signal);
  if (exported.kind === 'empty') return { kind: 'no-change', stop: attempt.stop, finish: attempt.finish };
  return { kind: 'change', attempt, commit: await commit(exported) };
}

function ofBase(run: Run, mirror: Mirror): Making {
  return {
    start: mirror,
    async commit(exported) {
      const commit = await commitExport(run, mirror, exported);
      run.progress.canary.lookAtChange(commit.change);
      return commit;
    },
  };
}
