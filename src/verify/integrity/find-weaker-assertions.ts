import type { IntegrityFinding } from '../suite.ts';
import { lineOf } from './line-of.ts';
import type { Mark } from './mark.ts';
import type { TestPair } from './pair-tests.ts';
import { quoteLines } from './quote-lines.ts';
import type { Assertion } from './read-assertion.ts';
import type { TestPart } from './read-test-file.ts';
import { without } from './without.ts';

/** Assertions of existing tests that are gone, ask less than before, or cannot fail their test any more. */
export function findWeakerAssertions(pairs: readonly TestPair[]): readonly IntegrityFinding[] {
  const added = pairs.flatMap(({ before, after }) => without(asserted(after), asserted(before), spelling));
  const elsewhere = new Map<string, number>();
  for (const { text } of added) elsewhere.set(text, (elsewhere.get(text) ?? 0) + 1);
  const take = ({ text }: Mark) => {
    const count = elsewhere.get(text) ?? 0;
    elsewhere.set(text, count - 1);
    return count > 0;
  };
  return byPath(pairs).flatMap(([path, own]) => {
    const { gone, hollow, weaker, shielded } = rules;
    return [
      ...report(
        gone,
        path,
        own.flatMap((pair) => removed(pair, take)),
      ),
      ...report(hollow, path, own.flatMap(hollowed)),
      ...report(weaker, path, own.flatMap(weakened)),
      ...report(shielded, path, own.flatMap(swallowed)),
    ];
  });
}

type Rule = { readonly kind: IntegrityFinding['kind']; readonly says: string; readonly isAtHead: boolean };

const rules = {
  gone: { kind: 'assertions-removed', says: 'has fewer assertions', isAtHead: false },
  hollow: { kind: 'assertions-removed', says: 'has assertions that hold whatever the code does', isAtHead: true },
  weaker: { kind: 'assertions-weakened', says: 'asks less of the code than before', isAtHead: true },
  shielded: { kind: 'failures-swallowed', says: 'keeps assertions from failing their test', isAtHead: true },
} satisfies Readonly<Record<string, Rule>>;

function byPath(pairs: readonly TestPair[]): readonly (readonly [string, readonly TestPair[]])[] {
  return [...Map.groupBy(pairs, ({ path }) => path)];
}

const spelling = ({ text }: Mark) => text;
const asserted = (part: TestPart | null): readonly Assertion[] => part?.assertions ?? [];

/** As many as there are fewer that asked something, of those that were not moved to another test. Of a test that is gone, all of them are. */
function removed({ before, after }: TestPair, isElsewhere: (assertion: Mark) => boolean): readonly Mark[] {
  const asking = asserted(before).filter(({ strength }) => strength !== 'hollow');
  const fewer = asking.length - asserted(after).length;
  if (fewer <= 0) return [];
  return without(asking, asserted(after), spelling)
    .filter((assertion) => !isElsewhere(assertion))
    .slice(0, fewer);
}

function hollowed({ before, after }: TestPair): readonly Mark[] {
  const hollow = (part: TestPart | null) => asserted(part).filter(({ strength }) => strength === 'hollow');
  return hollow(after).length > hollow(before).length ? without(hollow(after), hollow(before), spelling) : [];
}

function weakened({ before, after }: TestPair): readonly Mark[] {
  if (before === null || after === null) return [];
  const [was, is] = [before, after].map(({ assertions }) => Object.groupBy(assertions, ({ strength }) => strength));
  const isLess = (is?.strong?.length ?? 0) < (was?.strong?.length ?? 0);
  const grew = (is?.weak?.length ?? 0) > (was?.weak?.length ?? 0);
  return isLess && grew ? without(is?.weak ?? [], was?.weak ?? [], spelling) : [];
}

function swallowed({ before, after }: TestPair): readonly Mark[] {
  const [was, is] = [before?.swallows ?? [], after?.swallows ?? []];
  return is.length > was.length ? is.slice(was.length - is.length) : [];
}

function report({ kind, says, isAtHead }: Rule, path: string, marks: readonly Mark[]): readonly IntegrityFinding[] {
  if (marks.length === 0) return [];
  return [{ kind, path, detail: `${says} (${quoteLines(marks)})`, ...(isAtHead ? lineOf(marks) : {}) }];
}
