import type { BoxDeps } from '../environment/box-deps.ts';
import { SandboxFault } from '../sandbox/sandbox.ts';
import { runSuite, type SuiteRequest } from './run-suite.ts';
import { statusLookup } from './status-lookup.ts';
import type { SuiteResult } from './suite.ts';
import { type Lines, takeBack } from './take-back.ts';
import type { TouchedHunk } from './touched-hunk.ts';

/** A file of the change to source code. `hunks` is empty, and so is what can be tried, where it was added or is no text. */
export type TouchableFile = {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
  readonly hunks: readonly { readonly before: Lines; readonly after: Lines }[];
};

export type TouchRequest = {
  readonly files: readonly TouchableFile[];
  /** What the tests of head said in this very box, unchanged. */
  readonly control: SuiteResult;
  readonly suite: SuiteRequest;
  readonly budgetMs: number;
};

const maxTried = 8;
const maxNamed = 5;

/**
 * Takes back one hunk after another in a box that is thrown away afterwards, and asks the tests each time whether they notice.
 * For the reader only: a mutation that the code under test hides from is one more hunk that nobody noticed.
 */
export async function touchHunks(
  deps: BoxDeps & { readonly now: () => number },
  request: TouchRequest,
  signal: AbortSignal,
): Promise<readonly TouchedHunk[]> {
  const endsAt = deps.now() + request.budgetMs;
  const touched: TouchedHunk[] = [];
  const so = { tried: 0, isUsable: true };
  for (const mutation of request.files.flatMap(mutationsOf)) {
    const leftMs = endsAt - deps.now();
    const isTried = mutation.text !== null && so.isUsable && so.tried < maxTried && leftMs > 0;
    const answer = isTried ? await tryOut(deps, { ...request, mutation, leftMs }, signal) : unknown;
    so.tried += isTried ? 1 : 0;
    so.isUsable &&= answer !== lost;
    touched.push({ ...mutation.place, ...answer });
  }
  return touched;
}

type Place = Pick<TouchedHunk, 'path' | 'from' | 'to'>;
/** `text`: the file without the hunk, or `null` where it cannot be had. */
type Mutation = { readonly place: Place; readonly text: string | null; readonly original: string };
type Answer = Pick<TouchedHunk, 'noticed' | 'tests'>;

const unknown: Answer = { noticed: 'unknown', tests: [] };
/** The box can be used no more. */
const lost: Answer = { noticed: 'unknown', tests: [] };

function mutationsOf({ path, before, after, hunks }: TouchableFile): readonly Mutation[] {
  if (before === null) {
    const lines = after.split('\n').length - (after.endsWith('\n') ? 1 : 0);
    return [{ place: { path, from: 1, to: lines }, text: null, original: after }];
  }
  return hunks.map((hunk) => {
    const { start, count } = hunk.after;
    const text = takeBack({ before, after }, hunk);
    return { place: { path, from: start, to: start + count - 1 }, text, original: after };
  });
}

type Trial = TouchRequest & { readonly mutation: Mutation; readonly leftMs: number };

async function tryOut(deps: BoxDeps, trial: Trial, signal: AbortSignal): Promise<Answer> {
  const { mutation, suite, control, leftMs } = trial;
  const { path } = mutation.place;
  try {
    await deps.workspace.files.write(path, mutation.text ?? mutation.original);
    const testTimeoutMs = Math.min(suite.testTimeoutMs, leftMs, patienceMs(control));
    const result = await runSuite(deps, { ...suite, testTimeoutMs }, signal);
    await deps.workspace.files.write(path, mutation.original);
    return compare(control, result);
  } catch (error) {
    // The result of head stands; what takes a box down is only not looked at any further.
    if (error instanceof SandboxFault) return lost;
    throw error;
  }
}

/** One hunk that makes the tests hang must not use up the time of all others. */
function patienceMs({ test }: SuiteResult): number {
  return 5_000 + 3 * (test?.durationMs ?? 0);
}

/** Tests that passed in the control and no longer do. One that is not run any more is noticed by whoever reads the results. */
function compare(control: SuiteResult, { test, tests }: SuiteResult): Answer {
  if (test?.exit.reason !== 'exited') return unknown;
  if (control.tests === null || tests === null) {
    const isSame = control.test?.exit.reason === 'exited' && control.test.exit.code === test.exit.code;
    return { noticed: isSame ? 'no' : 'yes', tests: [] };
  }
  const status = statusLookup(tests);
  const lostTests = control.tests.filter((one) => one.status === 'passed' && status(one.id) !== 'passed');
  return { noticed: lostTests.length > 0 ? 'yes' : 'no', tests: lostTests.slice(0, maxNamed).map(({ id }) => id) };
}
