import type { ChangedText } from './changed-text.ts';
import { findSetupChanges } from './find-setup-changes.ts';
import { findChangedExpectations } from './integrity/find-changed-expectations.ts';
import { findDeletedTests } from './integrity/find-deleted-tests.ts';
import { findIgnoredFailures } from './integrity/find-ignored-failures.ts';
import { findLoosenedSettings } from './integrity/find-loosened-settings.ts';
import { findPatchedJudges } from './integrity/find-patched-judges.ts';
import { findSilencedChecks } from './integrity/find-silenced-checks.ts';
import { findSkippedTests } from './integrity/find-skipped-tests.ts';
import { findSnapshotEdits } from './integrity/find-snapshot-edits.ts';
import { findTestDetection } from './integrity/find-test-detection.ts';
import { findWeakerAssertions } from './integrity/find-weaker-assertions.ts';
import { isSnapshotPath } from './integrity/is-snapshot-path.ts';
import { pairTests, readTestChange } from './integrity/pair-tests.ts';
import { isTestPath } from './is-test-path.ts';
import { resultsVariable } from './probe-environment.ts';
import type { IntegrityFinding, TestCommand } from './suite.ts';

type Evidenced = {
  /** The test command at base. */
  readonly command: TestCommand;
  /** Whether nothing is known of the single tests. */
  readonly isExitCodeOnly: boolean;
};

/**
 * Looks at the change alone, with fixed rules and no model: is the evidence weaker than before? Errs on the side of telling:
 * what blocks and what only warns is told apart by `severityOf`. A test that was moved or renamed is found again.
 */
export function checkIntegrity(
  changes: readonly ChangedText[],
  { command, isExitCodeOnly }: Evidenced,
): readonly IntegrityFinding[] {
  const changedTests = changes.filter((change) => isTestPath(change.path));
  const tests = changedTests.filter(({ path }) => !isSnapshotPath(path)).map(readTestChange);
  const pairs = pairTests(tests);
  return [
    ...findDeletedTests(tests, pairs),
    ...findSkippedTests(tests, pairs),
    ...findWeakerAssertions(pairs),
    ...findChangedExpectations(pairs),
    ...findSnapshotEdits(changes),
    ...findSetupChanges(changes, command),
    ...findIgnoredFailures(changes),
    ...findPatchedJudges(changes),
    ...findTestDetection(changes),
    ...findLoosenedSettings(changes),
    ...findSilencedChecks(changes),
    ...changes.flatMap(namedProbe),
    ...(isExitCodeOnly ? changedTests.map(unreadable) : []),
    ...onlyTests(changes),
  ];
}

/** A tripwire, no wall: code that means to forge results can spell their place in other ways. */
function namedProbe({ path, before, after }: ChangedText): readonly IntegrityFinding[] {
  const count = (text: string | null) => text?.match(probeNames)?.length ?? 0;
  if (count(after) <= count(before)) return [];
  return [{ kind: 'probe-named', path, detail: 'names the place where the results of the tests are written' }];
}

const probeNames = new RegExp(`${resultsVariable}|sandpiper-(?:results|probe)`, 'gi');

function unreadable({ path }: ChangedText): IntegrityFinding {
  return { kind: 'tests-changed', path, detail: 'was changed, and single tests are not known' };
}

function onlyTests(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  const [first] = changes;
  if (first === undefined || !changes.every(({ path }) => isTestPath(path) || isSnapshotPath(path))) return [];
  const detail =
    changes.length === 1
      ? 'nothing but this test file was changed'
      : `nothing but ${changes.length} test files was changed`;
  return [{ kind: 'only-tests-changed', path: first.path, detail }];
}
