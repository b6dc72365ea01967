import { isTestPath } from './is-test-path.ts';
import { readTestFile, type TestFileFacts } from './read-test-file.ts';
import type { IntegrityFinding } from './suite.ts';
import { testCommandText } from './test-command-text.ts';

/** A text file before and after the change; `null` where it does not exist. */
export type ChangedText = { readonly path: string; readonly before: string | null; readonly after: string | null };

/**
 * Looks at the change alone, with fixed rules and no model: is the evidence weaker than before? Errs on the side of
 * telling, since a finding only ever costs a reader's glance. A test that moved to another file is not missed.
 */
export function checkIntegrity(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  const tests = changes.filter((change) => isTestPath(change.path)).map(readChange);
  return [
    ...deletedTests(tests),
    ...tests.flatMap(newlySkippedOrFocused),
    ...removedAssertions(tests),
    ...tests.flatMap(hollowAssertions),
    ...changes.flatMap(changedTestCommand),
    ...onlyTests(changes),
  ];
}

type TestChange = {
  readonly path: string;
  readonly isDeleted: boolean;
  readonly before: TestFileFacts;
  readonly after: TestFileFacts;
};

function readChange({ path, before, after }: ChangedText): TestChange {
  return { path, isDeleted: after === null, before: readTestFile(before ?? ''), after: readTestFile(after ?? '') };
}

function deletedTests(changes: readonly TestChange[]): readonly IntegrityFinding[] {
  const moved = changes.flatMap((change) => without(change.after.titles, change.before.titles));
  return changes.flatMap((change) => {
    const gone = without(change.before.titles, change.after.titles);
    const lost = without(gone, moved);
    if (lost.length > 0)
      return [{ kind: 'test-deleted', path: change.path, detail: `no longer contains ${quoted(lost)}` }];
    const isGoneWhole = change.isDeleted && gone.length === 0;
    return isGoneWhole ? [{ kind: 'test-deleted', path: change.path, detail: 'the file was deleted' }] : [];
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

function changedTestCommand({ path, before, after }: ChangedText): readonly IntegrityFinding[] {
  const command = testCommandText(path, before ?? '');
  if (command === null || command === testCommandText(path, after ?? '')) return [];
  return [{ kind: 'test-command-changed', path, detail: 'changes what the test command executes' }];
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
