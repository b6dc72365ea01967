import { describeExit } from './describe-exit.ts';
import type { CommandRun, Comparison, IntegrityFinding, Proof, SuiteResult, VerdictLabel } from './suite.ts';

export type Evidence = {
  readonly base: SuiteResult;
  readonly head: SuiteResult;
  readonly comparison: Comparison | null;
  readonly findings: readonly IntegrityFinding[];
};

/** Says what the evidence proves. A red baseline is ordinary: only what is worse at head counts against the change. */
export function judge(evidence: Evidence): Proof {
  const opinion =
    judgeIntegrity(evidence) ??
    judgeInstall(evidence) ??
    judgeEnding(evidence) ??
    judgeTests(evidence) ??
    judgeExitCodes(evidence);
  const [verdict, because] = opinion;
  return { verdict, because, ...evidence, failFirst: null, touch: null, coverage: null };
}

type Opinion = readonly [VerdictLabel, string];

const weakening: ReadonlySet<IntegrityFinding['kind']> = new Set([
  'test-deleted',
  'test-skipped',
  'test-focused',
  'assertions-removed',
  'test-command-changed',
  'probe-named',
]);

function judgeIntegrity({ findings }: Evidence): Opinion | null {
  const worst = findings.filter((finding) => weakening.has(finding.kind));
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

function judgeTests({ base, head, comparison, findings }: Evidence): Opinion | null {
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
    judgeLeftover(base, head, comparison) ??
    judgeSetup(findings) ??
    judgeVanished(base, comparison) ??
    judgeGains(comparison, findings)
  );
}

function judgeLosses(base: SuiteResult, head: SuiteResult, { vanished }: Comparison): Opinion | null {
  const failedBefore = new Set(base.tests?.filter((test) => test.status === 'failed').map((test) => test.id));
  const hidden = vanished.filter((id) => failedBefore.has(id));
  if (hidden.length > 0)
    return [
      'failed',
      `${count(hidden.length, 'test')} that failed at base ${hidden.length === 1 ? 'is' : 'are'} not run at head.`,
    ];
  if (ranCount(head) < ranCount(base))
    return ['failed', `Only ${count(ranCount(head), 'test')} ran at head, and ${ranCount(base)} at base.`];
  return null;
}

/** A test command may fail for more than its tests: coverage, a linter, an error after the last test. */
function judgeLeftover(base: SuiteResult, head: SuiteResult, { stillFailing }: Comparison): Opinion | null {
  if (stillFailing.length > 0 || exitCode(head) === 0) return null;
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

function judgeGains({ fixed, stillFailing }: Comparison, findings: readonly IntegrityFinding[]): Opinion {
  const rest =
    stillFailing.length > 0 ? `; ${count(stillFailing.length, 'test')} ${fails(stillFailing)} as before` : '';
  if (findings.some((finding) => finding.kind === 'only-tests-changed')) {
    return ['regression-safe', `Only tests were changed, so passing tests prove nothing about the code${rest}.`];
  }
  if (fixed.length > 0) {
    return [
      'verified',
      `${count(fixed.length, 'test')} that failed at base ${fixed.length === 1 ? 'passes' : 'pass'} at head, and nothing broke${rest}.`,
    ];
  }
  return ['regression-safe', `Nothing broke, but no test failed at base and passes at head${rest}.`];
}

function judgeExitCodes({ base, head, findings }: Evidence): Opinion {
  const codes = `by exit code only: ${exitCode(base)} at base, ${exitCode(head)} at head`;
  const works = exitCode(head) === 0;
  if (!works && exitCode(base) === 0) return ['failed', `The test command works at base and fails at head (${codes}).`];
  if (!works)
    return ['unverified', `The test command fails at base and at head, and single tests are not known (${codes}).`];
  const setup = judgeSetup(findings);
  if (setup !== null) return setup;
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
function ranCount(suite: SuiteResult): number {
  return suite.tests?.filter((test) => test.status !== 'skipped' && test.id.includes(' > ')).length ?? 0;
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
