import { describeExit } from './describe-exit.ts';
import type { FailFirst } from './fail-first.ts';
import { weakens } from './integrity/severity-of.ts';
import { judgeGains } from './judge-gains.ts';
import type {
  CommandRun,
  Comparison,
  IntegrityFinding,
  Proof,
  SuiteResult,
  TestResult,
  VerdictLabel,
} from './suite.ts';

export type Evidence = {
  readonly base: SuiteResult;
  readonly head: SuiteResult;
  readonly comparison: Comparison | null;
  readonly findings: readonly IntegrityFinding[];
  /** Left out or `null`: not looked at. */
  readonly failFirst?: FailFirst | null;
  /** Tests that fail at head as they did at base, and belong to what the change is about. */
  readonly unmended?: readonly string[];
  /** Tests that failed at base and pass there, too, as the change made them: what mended them is not the code. */
  readonly mendedByTests?: readonly string[];
  /** The test command as a whole came out differently when it was run once more on the same code. */
  readonly wavers?: boolean;
};

/** Says what the evidence proves. A red baseline is ordinary: only what is worse at head counts against the change. */
export function judge(evidence: Evidence): Proof {
  const { base, head, comparison, findings, failFirst = null } = evidence;
  const [verdict, because] = judgeIntegrity(evidence) ?? judgeInstall(evidence) ?? judgeRuns(evidence);
  return { verdict, because, base, head, comparison, findings, failFirst, touch: null, coverage: null };
}

export type Opinion = readonly [VerdictLabel, string];

/** Where something before the tests went wrong at head and not at base, a failure says nothing about the change. */
function judgeRuns(evidence: Evidence): Opinion {
  const opinion = judgeEnding(evidence) ?? judgeTests(evidence) ?? judgeExitCodes(evidence);
  const [before, after] = [evidence.base.troubles ?? [], evidence.head.troubles ?? []];
  if (opinion[0] !== 'failed' || after.length <= before.length) return opinion;
  const added = after.find((trouble) => !before.includes(trouble)) ?? '';
  const sentence = added.replaceAll(/\s+/g, ' ').slice(0, maxTroubleCharacters);
  return ['unverified', `Before the tests something went wrong at head that did not at base: ${sentence}`];
}

const maxTroubleCharacters = 200;

/** Whether the change is refused for what it does to the tests, whatever they say. */
export function isWeakened(findings: readonly IntegrityFinding[]): boolean {
  return findings.some(({ kind }) => weakens(kind));
}

function judgeIntegrity({ findings }: Evidence): Opinion | null {
  const worst = findings.filter(({ kind }) => weakens(kind));
  const [first] = worst;
  if (first === undefined) return null;
  const more = worst.length > 1 ? `, and ${count(worst.length - 1, 'more finding')}` : '';
  return ['failed', `The evidence was weakened: ${first.path} ${first.detail}${more}.`];
}

function judgeInstall({ base, head }: Evidence): Opinion | null {
  const before = base.test === null ? base.install : null;
  const after = head.test === null ? head.install : null;
  if (after !== null && (before !== null || isBroken(after))) {
    return ['unverified', `The tests could not be run: \`${after.command}\` ${describeExit(after.exit)}.`];
  }
  if (after !== null) return ['failed', `\`${after.command}\` works at base and ${describeExit(after.exit)} at head.`];
  if (before !== null)
    return [
      'unverified',
      `There is nothing to compare with: \`${before.command}\` ${describeExit(before.exit)} at base.`,
    ];
  return null;
}

/** Judges commands that came to no ordinary end. */
function judgeEnding({ base, head }: Evidence): Opinion | null {
  if (base.test === null || head.test === null) return ['unverified', 'The tests were not run.'];
  if (isBroken(head.test)) return ['unverified', `\`${head.test.command}\` ${describeExit(head.test.exit)} at head.`];
  if (base.test.exit.reason !== 'exited')
    return [
      'unverified',
      `There is nothing to compare with: \`${base.test.command}\` ${describeExit(base.test.exit)} at base.`,
    ];
  if (head.test.exit.reason !== 'exited')
    return ['failed', `\`${head.test.command}\` comes to an end at base and ${describeExit(head.test.exit)} at head.`];
  return null;
}

/** The box failed, or was stopped: that says nothing about the change. */
function isBroken(run: CommandRun): boolean {
  return run.exit.reason === 'lost' || run.exit.reason === 'killed';
}

function judgeTests(evidence: Evidence): Opinion | null {
  const { base, head, comparison, findings } = evidence;
  if (head.tests !== null && ranCount(head) === 0) return ['failed', 'Not a single test was run at head.'];
  if (base.tests !== null && head.tests === null) return ['failed', 'Tests were reported at base, and none at head.'];
  if (comparison === null) return null;

  const { fixed, newlyFailing } = comparison;
  if (newlyFailing.length > 0) {
    const good =
      fixed.length > 0 ? `; ${count(fixed.length, 'test')} ${fixed.length === 1 ? 'was' : 'were'} fixed` : '';
    return [
      'failed',
      `${count(newlyFailing.length, 'test')} ${fails(newlyFailing)} at head and did not fail at base${good}.`,
    ];
  }
  return (
    judgeLosses(base, head, comparison) ??
    judgeLeftover(base, head) ??
    judgeSetup(findings) ??
    judgeVanished(base, comparison) ??
    judgeGains({ ...evidence, comparison })
  );
}

function judgeLosses(base: SuiteResult, head: SuiteResult, { vanished, flaky }: Comparison): Opinion | null {
  const failedBefore = new Set(base.tests?.filter((test) => test.status === 'failed').map((test) => test.id));
  const hidden = vanished.filter((id) => failedBefore.has(id));
  if (hidden.length > 0)
    return [
      'failed',
      `${count(hidden.length, 'test')} that failed at base ${hidden.length === 1 ? 'is' : 'are'} not run at head.`,
    ];
  const [before, after] = [ranCount(base, flaky), ranCount(head, flaky)];
  return after < before ? ['failed', `Only ${count(after, 'test')} ran at head, and ${before} at base.`] : null;
}

/** A test command may fail for more than its tests: coverage, a linter, an error after the last test. */
function judgeLeftover(base: SuiteResult, head: SuiteResult): Opinion | null {
  const isExplained = head.tests?.some((test) => test.status === 'failed') ?? false;
  if (isExplained || exitCode(head) === 0) return null;
  const sentence = `No test fails at head, and yet the test command exits with code ${exitCode(head)}`;
  const wasSo = exitCode(base) !== 0;
  return wasSo
    ? ['unverified', `${sentence}; at base it exits with code ${exitCode(base)}.`]
    : ['failed', `${sentence}, unlike at base.`];
}

/** Tests that pass say little when what runs them was changed in the same breath. */
function judgeSetup(findings: readonly IntegrityFinding[]): Opinion | null {
  const [first, ...more] = findings.filter((finding) => finding.kind === 'test-setup-changed');
  if (first === undefined) return null;
  const rest = more.length > 0 ? `, and ${count(more.length, 'more finding')}` : '';
  return ['unverified', `The tests cannot speak for a change to what runs them: ${first.path} ${first.detail}${rest}.`];
}

function judgeVanished({ tests }: SuiteResult, { vanished }: Comparison): Opinion | null {
  const passedBefore = new Set(tests?.filter((test) => test.status === 'passed').map((test) => test.id));
  const lost = vanished.filter((id) => passedBefore.has(id)).length;
  if (lost === 0) return null;
  return ['unverified', `${count(lost, 'test')} that passed at base ${lost === 1 ? 'is' : 'are'} not run at head.`];
}

function judgeExitCodes({ base, head, findings, failFirst, wavers = false }: Evidence): Opinion {
  const codes = `by exit code only: ${exitCode(base)} at base, ${exitCode(head)} at head`;
  if (wavers) return ['unverified', `The test command came out differently when it was run once more (${codes}).`];
  const works = exitCode(head) === 0;
  if (!works && exitCode(base) === 0) return ['failed', `The test command works at base and fails at head (${codes}).`];
  if (!works)
    return ['unverified', `The test command fails at base and at head, and single tests are not known (${codes}).`];
  const setup = judgeSetup(findings);
  if (setup !== null) return setup;
  if (exitCode(base) === 0 && failFirst?.kind === 'proven') {
    return ['verified', `With its own tests the change works, and the code of base does not (${codes}).`];
  }
  if (exitCode(base) === 0) return ['regression-safe', `The test command passes at base and at head (${codes}).`];
  if (findings.some((finding) => finding.kind === 'only-tests-changed'))
    return [
      'regression-safe',
      `Only tests were changed, so a passing test command proves nothing about the code (${codes}).`,
    ];
  if (findings.some((finding) => finding.kind === 'tests-changed'))
    return [
      'regression-safe',
      `Tests were changed too, so a passing test command does not prove that the code was mended (${codes}).`,
    ];
  return ['verified', `The test command fails at base and passes at head (${codes}).`];
}

/** Tests that were executed. A file that failed as a whole is no test. */
function ranCount(suite: SuiteResult, flaky: readonly string[] = []): number {
  const isRun = ({ id, status }: TestResult) => status !== 'skipped' && id.includes(' > ') && !flaky.includes(id);
  return suite.tests?.filter(isRun).length ?? 0;
}

function exitCode(suite: SuiteResult): number | null {
  return suite.test?.exit.reason === 'exited' ? suite.test.exit.code : null;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function fails(tests: readonly string[]): string {
  return tests.length === 1 ? 'fails' : 'fail';
}
