import type { ChangedText } from './changed-text.ts';
import { findSetupChanges } from './find-setup-changes.ts';
import { isTestPath } from './is-test-path.ts';
import { resultsVariable } from './probe-environment.ts';
import { readTestFile, type TestFileFacts } from './read-test-file.ts';
import type { IntegrityFinding, TestCommand } from './suite.ts';

type Evidenced = {
  /** The test command at base. */
  readonly command: TestCommand;
  /** Whether nothing is known of the single tests. */
  readonly isExitCodeOnly: boolean;
};

/**
 * Looks at the change alone, with fixed rules and no model: is the evidence weaker than before? Errs on the side of
 * telling, since a finding only ever costs a reader's glance. A test that moved to another file is not missed.
 */
export function checkIntegrity(
  changes: readonly ChangedText[],
  { command, isExitCodeOnly }: Evidenced,
): readonly IntegrityFinding[] {
  const changedTests = changes.filter((change) => isTestPath(change.path));
  const tests = changedTests.map(readChange);
  return [
    ...deletedTests(tests),
    ...tests.flatMap(newlySkippedOrFocused),
    ...removedAssertions(tests),
    ...tests.flatMap(hollowAssertions),
    ...findSetupChanges(changes, command),
    ...changes.flatMap(namedProbe),
    ...(isExitCodeOnly ? changedTests.map(unreadable) : []),
    ...onlyTests(changes),
  ];
}

type TestChange = {
  readonly path: string;
  readonly texts: Pick<ChangedText, 'before' | 'after'>;
  readonly before: TestFileFacts;
  readonly after: TestFileFacts;
};

function readChange({ path, before, after }: ChangedText): TestChange {
  return { path, texts: { before, after }, before: readTestFile(before ?? ''), after: readTestFile(after ?? '') };
}

function deletedTests(changes: readonly TestChange[]): readonly IntegrityFinding[] {
  const kept = new Set(changes.map(({ texts }) => texts.after));
  const moved = changes.flatMap((change) => without(change.after.titles, change.before.titles));
  return changes.flatMap((change) => {
    const gone = without(change.before.titles, change.after.titles);
    const lost = without(gone, moved);
    if (lost.length > 0)
      return [{ kind: 'test-deleted', path: change.path, detail: `no longer contains ${quoted(lost)}` }];
    const isGoneWhole =
      change.after.isEmpty && !change.before.isEmpty && gone.length === 0 && !kept.has(change.texts.before);
    return isGoneWhole ? [{ kind: 'test-deleted', path: change.path, detail: 'was deleted or emptied' }] : [];
  });
}

/** The titles in `these` that `those` does not have as often. */
function without(these: readonly string[], those: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const title of those) left.set(title, (left.get(title) ?? 0) + 1);
  return these.filter((title) => {
    const count = left.get(title) ?? 0;
    left.set(title, count - 1);
    return count <= 0;
  });
}

function quoted(titles: readonly string[]): string {
  const shown = titles.slice(0, 5).map((title) => `"${title.slice(0, 120)}"`);
  const more = titles.length > shown.length ? ` and ${titles.length - shown.length} more` : '';
  return `${shown.length === 1 ? 'the test' : 'the tests'} ${shown.join(', ')}${more}`;
}

function newlySkippedOrFocused({ path, before, after }: TestChange): readonly IntegrityFinding[] {
  const findings: IntegrityFinding[] = [];
  if (after.skips > before.skips) {
    findings.push({
      kind: 'test-skipped',
      path,
      detail: `skips or inverts ${after.skips - before.skips} more than before`,
    });
  }
  if (after.focuses > before.focuses) {
    findings.push({ kind: 'test-focused', path, detail: 'runs only some of its tests (`.only`)' });
  }
  return findings;
}

function removedAssertions(changes: readonly TestChange[]): readonly IntegrityFinding[] {
  const lost = (change: TestChange) => change.before.assertions - change.after.assertions;
  if (changes.reduce((sum, change) => sum + lost(change), 0) <= 0) return [];
  return changes
    .filter((change) => lost(change) > 0)
    .map((change) => ({
      kind: 'assertions-removed',
      path: change.path,
      detail: `has ${change.after.assertions} assertions where it had ${change.before.assertions}`,
    }));
}

function hollowAssertions({ path, before, after }: TestChange): readonly IntegrityFinding[] {
  if (after.hollowAssertions <= before.hollowAssertions) return [];
  return [{ kind: 'assertions-removed', path, detail: 'has new assertions that hold whatever the code does' }];
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
  if (first === undefined || !changes.every((change) => isTestPath(change.path))) return [];
  const detail =
    changes.length === 1
      ? 'nothing but this test file was changed'
      : `nothing but ${changes.length} test files was changed`;
  return [{ kind: 'only-tests-changed', path: first.path, detail }];
}
