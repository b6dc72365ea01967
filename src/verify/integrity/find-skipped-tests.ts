import type { IntegrityFinding } from '../suite.ts';
import { lineOf } from './line-of.ts';
import type { Mark } from './mark.ts';
import type { TestChange, TestPair } from './pair-tests.ts';
import { quoteLines } from './quote-lines.ts';
import { without } from './without.ts';

/** Tests that ran before and are skipped, inverted or left out by a focus now; and new ones that never run. */
export function findSkippedTests(
  changes: readonly TestChange[],
  pairs: readonly TestPair[],
): readonly IntegrityFinding[] {
  return changes.flatMap(({ path, was, is }) => {
    const own = pairs.filter((pair) => pair.path === path && pair.after !== null);
    const groups = without(is.groupSkips, was.groupSkips, spelling);
    const isNewFile = was.isEmpty;
    const old = own.filter(({ before }) => before !== null).flatMap(moreSkips);
    const added = own.filter(({ before }) => before === null).flatMap(moreSkips);
    const grew = is.groupSkips.length > was.groupSkips.length;
    const focuses = is.focuses.length > was.focuses.length ? without(is.focuses, was.focuses, spelling) : [];
    return [
      ...finding('test-skipped', path, [...old, ...(grew && !isNewFile ? groups : [])]),
      ...finding('skipped-test-added', path, [...added, ...(grew && isNewFile ? groups : [])]),
      ...finding('test-focused', path, focuses),
    ];
  });
}

function moreSkips({ before, after }: TestPair): readonly Mark[] {
  const [was, is] = [before?.skips ?? [], after?.skips ?? []];
  return is.length > was.length ? is.slice(was.length - is.length) : [];
}

const spelling = ({ text }: Mark) => text;

type Kind = 'test-skipped' | 'skipped-test-added' | 'test-focused';

const says: Readonly<Record<Kind, string>> = {
  'test-skipped': 'skips or inverts what ran before',
  'skipped-test-added': 'has new tests that are skipped or inverted',
  'test-focused': 'runs only some of its tests',
};

function finding(kind: Kind, path: string, marks: readonly Mark[]): readonly IntegrityFinding[] {
  if (marks.length === 0) return [];
  return [{ kind, path, detail: `${says[kind]} (${quoteLines(marks)})`, ...lineOf(marks) }];
}
