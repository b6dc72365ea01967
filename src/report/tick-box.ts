import { codeSpan } from './code-span.ts';
import type { PullRequestFacts } from './pull-request-facts.ts';

/**
 * What was measured that makes a box of a template true, in words; `null` leaves it to people. A box is ticked only when every
 * word of it belongs to one claim that is known here, so that nothing else is claimed along with it: "tests pass and the
 * documentation is updated" stays open.
 */
export function measuredTick(box: string, facts: PullRequestFacts): string | null {
  const words: readonly string[] = box.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? [];
  const isClaim = ({ needs, also }: Claim) =>
    needs.every((some) => some.some((word) => words.includes(word))) &&
    words.every((word) => also.has(word) || needs.some((some) => some.includes(word)));
  return claims.find(isClaim)?.holds(facts) ?? null;
}

type Claim = {
  /** Of each list at least one. */
  readonly needs: readonly (readonly string[])[];
  readonly also: ReadonlySet<string>;
  readonly holds: (facts: PullRequestFacts) => string | null;
};

const filling =
  "i i've we my our the a an all this these that pr pull request is are has have been was were be with of for in on to by it and or where when if as appropriate applicable necessary needed relevant change changes code fix bug feature new existing locally still".split(
    ' ',
  );

const tests = ['test', 'tests', 'testcase', 'testcases'];

const claims: readonly Claim[] = [
  {
    needs: [tests, ['pass', 'passes', 'passed', 'passing', 'green', 'succeed']],
    also: new Set([...filling, 'unit', 'suite', 'after', 'run', 'ran']),
    holds: whenTestsPass,
  },
  {
    needs: [tests, ['add', 'adds', 'added', 'adding', 'include', 'includes', 'included', 'cover', 'covers', 'covered']],
    also: new Set([
      ...filling,
      ...['unit', 'regression', 'update', 'updated', 'prove', 'proves', 'proving', 'show', 'effective', 'works'],
      ...['fail', 'fails', 'without', 'behavior', 'behaviour', 'case', 'cases'],
    ]),
    holds: whenTestsFailFirst,
  },
  {
    needs: [
      ['issue', 'issues'],
      ['link', 'links', 'linked', 'reference', 'references', 'referenced', 'mention', 'mentions', 'mentioned'],
    ],
    also: new Set([...filling, 'related', 'corresponding', 'github', 'number', 'description', 'title', 'above']),
    holds: ({ issue }) => (issue.number === null ? null : `issue #${issue.number}`),
  },
  {
    needs: [
      ['changelog', 'changeset'],
      ['add', 'added', 'update', 'updated', 'entry', 'include', 'included'],
    ],
    also: new Set([...filling, 'md', 'entry', 'file']),
    holds: whenChangelogChanged,
  },
];

function whenTestsPass({ proof: { head } }: PullRequestFacts): string | null {
  const { test, tests: single } = head;
  const passed = test?.exit.reason === 'exited' && test.exit.code === 0;
  const isSure = single?.some(({ status }) => status === 'passed') && single.every(({ status }) => status !== 'failed');
  return passed && isSure === true ? `${codeSpan(test.command, 100)} exited with code 0` : null;
}

function whenTestsFailFirst({ proof: { failFirst } }: PullRequestFacts): string | null {
  if (failFirst?.kind !== 'proven' || failFirst.tests.length === 0) return null;
  return failFirst.tests.length === 1
    ? 'a new or changed test fails without this change'
    : `${failFirst.tests.length} new or changed tests fail without this change`;
}

function whenChangelogChanged({ changes }: PullRequestFacts): string | null {
  const changed = changes.find(
    ({ path, status }) => status !== 'deleted' && /(?:^|\/)changelog(?:\.\w{1,4})?$|^\.changeset\/.+\.md$/i.test(path),
  );
  return changed === undefined ? null : `${codeSpan(changed.path)} is changed`;
}
