import type { IntegrityFinding } from '../suite.ts';
import { classifyEdit, type EditKind } from './classify-edit.ts';
import { lineOf } from './line-of.ts';
import type { TestPair } from './pair-tests.ts';
import { shorten } from './quote-lines.ts';
import type { CodeLine, TestPart } from './read-test-file.ts';
import { withoutModifiers } from './skeleton-of.ts';
import { without } from './without.ts';

/** Values that were changed in tests that existed before, told with the line as it was and as it is; and rows that are gone. */
export function findChangedExpectations(pairs: readonly TestPair[]): readonly IntegrityFinding[] {
  return [...Map.groupBy(pairs, ({ path }) => path)].flatMap(([path, own]) => {
    const edits = own.flatMap(editsOf);
    const byKind = Map.groupBy(edits, (edit) => classifyEdit(edit.before.text, edit.after.text));
    return [
      ...[...byKind].map(
        ([kind, found]): IntegrityFinding => ({
          kind,
          path,
          detail: tell(kind, found),
          ...lineOf(found.map(({ after }) => after)),
        }),
      ),
      ...findRemovedRows(path, own),
    ];
  });
}

type Edit = { readonly before: CodeLine; readonly after: CodeLine };

/** Lines that differ in their values only, paired in order. */
function editsOf({ before, after }: TestPair): readonly Edit[] {
  if (before === null || after === null) return [];
  const gone = without(before.lines, after.lines, textOf);
  const added = Map.groupBy(without(after.lines, before.lines, textOf).toReversed(), ({ skeleton }) => skeleton);
  return gone.flatMap((line) => {
    const partner = added.get(line.skeleton)?.pop();
    return partner === undefined ? [] : [{ before: line, after: partner }];
  });
}

const textOf = ({ text }: CodeLine) => withoutModifiers(text);

const says: Readonly<Record<EditKind, string>> = {
  'expectation-changed': 'changes values in an existing test',
  'tolerance-widened': 'tolerates more than before',
  'timeout-raised': 'waits longer or tries more often than before',
};

function tell(kind: EditKind, edits: readonly Edit[]): string {
  const [first] = edits;
  if (first === undefined) return says[kind];
  const [was, is] = differing(first.before.text, first.after.text);
  const more = edits.length > 1 ? `, and ${edits.length - 1} more` : '';
  return `${says[kind]} (line ${first.after.line}: ${was} → ${is}${more})`;
}

/** Both lines from shortly before where they part. */
function differing(was: string, is: string): readonly [string, string] {
  let at = 0;
  while (at < was.length && was[at] === is[at]) at += 1;
  const from = at > 50 ? at - 20 : 0;
  const cut = (text: string) => `${from > 0 ? '…' : ''}${shorten(text.slice(from), 60)}`;
  return [cut(was), cut(is)];
}

function findRemovedRows(path: string, pairs: readonly TestPair[]): readonly IntegrityFinding[] {
  const gone = pairs.filter(({ before, after }) => before !== null && after !== null).map(rowsLost);
  const count = gone.reduce((sum, lost) => sum + lost, 0);
  if (count <= 0) return [];
  return [{ kind: 'cases-removed', path, detail: `has ${count} fewer rows in its tables of cases` }];
}

function rowsLost({ before, after }: TestPair): number {
  const rows = (part: TestPart | null) => part?.lines.filter(({ text }) => row.test(text)).length ?? 0;
  return rows(before) - rows(after);
}

const row = /^[[({].{0,400}[\])}],?$/;
