import type { Mirror } from '../git/open-mirror.ts';
import { readChangeTexts } from '../git/read-change-texts.ts';
import { checkIntegrity } from '../verify/check-integrity.ts';
import { compareSuites } from '../verify/compare-suites.ts';
import { judge } from '../verify/judge.ts';
import type { Commands, Proof, SuiteResult } from '../verify/suite.ts';
import type { CommittedChange } from './commit-export.ts';
import type { Run } from './run.ts';
import { runSuiteAfresh } from './run-suite-afresh.ts';

const maxTextBytes = 512 * 1024;

/** Runs the suite at the new commit in a fresh sandbox and sets it against the baseline. */
export async function prove(
  run: Run,
  given: {
    readonly mirror: Mirror;
    readonly commands: Commands;
    readonly baseline: SuiteResult;
    readonly commit: CommittedChange;
  },
): Promise<Proof> {
  const { mirror, commands, baseline: base, commit } = given;
  const head = await runSuiteAfresh(run, { mirror, sha: commit.sha, purpose: 'head' }, commands);
  const texts = await readChangeTexts(run.deps.git, { mirror, change: commit.change }, maxTextBytes, run.signal);
  const comparison = compareSuites(base, head);
  const findings = checkIntegrity(texts, { command: commands.test, isExitCodeOnly: comparison === null });
  const proof = judge({ base, head, comparison, findings });
  await run.record.save('proof.json', proof);
  return proof;
}
