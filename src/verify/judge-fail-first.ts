import type { ChangedText } from './changed-text.ts';
import { describeExit } from './describe-exit.ts';
import type { FailFirst } from './fail-first.ts';
import { isTestPath } from './is-test-path.ts';
import { missingNames } from './missing-names.ts';
import { fileOf, statusLookup } from './status-lookup.ts';
import type { SuiteResult } from './suite.ts';

export type FailFirstRuns = {
  readonly base: SuiteResult;
  /** Base's code with the tests of the change; every run of them in which they could be run at all, at least one. */
  readonly onBase: readonly [SuiteResult, ...SuiteResult[]];
  readonly head: SuiteResult;
};

/**
 * Do new or changed tests fail without the change, and for want of it? A test that failed by itself did. A file that could not
 * be loaded counts only if something is missing that the change brings. When even the tests that always pass fail, the cause
 * is elsewhere. That their files can be read at all is known from head, where they pass.
 */
export function judgeFailFirst(runs: FailFirstRuns, changes: readonly ChangedText[]): FailFirst {
  const { base, onBase, head } = runs;
  const [first] = onBase;
  if (first.test === null) return notApplicable("the dependencies could not be installed on base's code");
  if (first.test.exit.reason !== 'exited') {
    return notProven(
      `with the tests of the change, \`${first.test.command}\` ${describeExit(first.test.exit)} on base's code`,
    );
  }
  if (base.tests === null || head.tests === null) return byExitCode(runs);
  const reported = onBase.map(({ tests }) => tests).filter((tests) => tests !== null);
  if (reported.length < onBase.length) return notProven("on base's code no single tests were reported");
  return byTest({ base: base.tests, head: head.tests, onBase: reported }, isForWantOf(runs, changes), changes);
}

type Tests = NonNullable<SuiteResult['tests']>;
type TestRuns = { readonly base: Tests; readonly head: Tests; readonly onBase: readonly Tests[] };

function byTest({ base, head, onBase }: TestRuns, isMissingOwn: boolean, changes: readonly ChangedText[]): FailFirst {
  const changed = new Set(changes.filter(({ path }) => isTestPath(path)).map(({ path }) => path));
  const before = statusLookup(base);
  const there = onBase.map(statusLookup);
  const passing = head.filter(({ id, status }) => status === 'passed' && id !== fileOf(id)).map(({ id }) => id);
  const candidates = passing.filter((id) => changed.has(fileOf(id)) || before(id) === 'absent');
  if (candidates.length === 0) return notApplicable('no new or changed test passes at head');
  const failing = candidates.filter((id) => there.every((status) => status(id) === 'failed'));
  if (failing.length === 0) return notProven("they pass on base's code too, or are not run there", candidates);

  const controls = passing.filter((id) => before(id) === 'passed');
  const isWholeSuite = controls.length > 0 && controls.every((id) => there.some((status) => status(id) !== 'passed'));
  const areControlsElsewhere = controls.some((id) => !changed.has(fileOf(id)));
  if (isWholeSuite && (areControlsElsewhere || !isMissingOwn)) {
    return notProven("on base's code every test fails, those included that passed before", failing);
  }
  const ownResults = onBase.map((tests) => new Set(tests.map(({ id }) => id)));
  const isItself = (id: string) => ownResults.every((ids) => ids.has(id));
  const relevant = failing.filter((id) => isItself(id) || (isMissingOwn && before(id) !== 'passed'));
  if (relevant.length > 0) return { kind: 'proven', tests: relevant };
  return notProven(
    "their files cannot be loaded on base's code, and not for want of something the change brings",
    failing,
  );
}

function byExitCode({ base, onBase, head }: FailFirstRuns): FailFirst {
  const isGreen = ({ test }: SuiteResult) => test?.exit.reason === 'exited' && test.exit.code === 0;
  const isRed = ({ test }: SuiteResult) => test?.exit.reason === 'exited' && test.exit.code !== 0;
  if (isGreen(base) && isGreen(head) && onBase.every(isRed)) return { kind: 'proven', tests: [] };
  return notApplicable('single tests are not known, and the exit codes do not tell');
}

/** Whether base's code was missed in something that the change adds: a file, or a word that a changed file did not have. */
function isForWantOf({ onBase }: FailFirstRuns, changes: readonly ChangedText[]): boolean {
  const sources = changes.filter(({ path }) => !isTestPath(path));
  const addedFiles = new Set(sources.filter(({ before }) => before === null).map(({ path }) => stemOf(path)));
  const hadWords = new Set(sources.flatMap(({ before }) => wordsOf(before)));
  const newWords = new Set(sources.flatMap(({ after }) => wordsOf(after)).filter((word) => !hadWords.has(word)));
  return onBase.every(({ test }) =>
    [...missingNames(`${test?.stdout}\n${test?.stderr}`)].some((name) => addedFiles.has(name) || newWords.has(name)),
  );
}

function wordsOf(text: string | null): readonly string[] {
  return text?.match(/[\w$]{1,200}/g) ?? [];
}

/** The name of a file as it is imported, or that of its folder where it stands for it. */
function stemOf(path: string): string {
  const parts = path.split('/');
  const stem = parts.at(-1)?.replace(/(?<=.)\.[A-Za-z]{1,5}$/, '') ?? '';
  return ['index', '__init__', 'mod'].includes(stem) ? (parts.at(-2) ?? stem) : stem;
}

function notProven(because: string, tests: readonly string[] = []): FailFirst {
  return { kind: 'not-proven', because, tests };
}

function notApplicable(because: string): FailFirst {
  return { kind: 'not-applicable', because };
}
