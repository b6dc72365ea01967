import type { Attempt } from '../../agent/attempt.ts';
import { Fault } from '../../errors.ts';
import { countLines, type LineCount } from '../../git/count-lines.ts';
import { isTestPath } from '../../verify/is-test-path.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import { findRepetition } from '../attempts/find-repetition.ts';
import { proveHere } from '../base/prove-on-base-now.ts';
import type { CommittedOnBase, ProvedOnBase } from '../base/proved-on-base.ts';
import { CompromisedFault } from '../canary/compromised-fault.ts';
import { openBox } from '../preparation/open-box.ts';
import { planLayer } from '../preparation/plan-layer.ts';
import { prepareEnvironment } from '../preparation/prepare-environment.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { type MadeChange, makeChange } from '../solving/make-change.ts';
import type { ChangedLines } from './candidate.ts';

/** What all candidates of a run begin with. */
export type CommonGround = Omit<CommittedOnBase, 'run' | 'commit'> & {
  readonly baseline: SuiteResult;
  readonly maintainersGuidance: string | null;
};

/** How one candidate came out. */
export type Tried =
  | { readonly kind: 'proved'; readonly attempt: Attempt; readonly proved: ProvedOnBase; readonly lines: ChangedLines }
  | Extract<RunOutcome, { kind: 'no-change' }>
  | { readonly kind: 'failed'; readonly fault: Fault };

/**
 * One attempt in a box of its own, proved on the base it was made on. A foreseen failure of it is its own affair; that it was
 * stopped or compromised is not.
 */
export async function tryCandidate(run: Run, ground: CommonGround): Promise<Tried> {
  try {
    return await attemptIn(run, ground);
  } catch (error) {
    const { reason } = run.signal;
    if (reason instanceof CompromisedFault) throw reason;
    if (run.signal.aborted || !(error instanceof Fault) || error instanceof CompromisedFault) throw error;
    run.deps.log.warn({ err: error }, 'A candidate failed');
    return { kind: 'failed', fault: error };
  }
}

async function attemptIn(run: Run, ground: CommonGround): Promise<Tried> {
  const { mirror, plan } = ground;
  run.progress.addBase({ mirror, image: run.deps.settings.image, plan });
  const made = await makeInBox(run, ground);
  if (made.kind === 'no-change') return made;
  run.progress.addNotes(await findRepetition(run));
  run.progress.enter('proving');
  const proved = await proveHere({ run, ...ground, commit: made.commit });
  return { kind: 'proved', attempt: made.attempt, proved, lines: await countChangedLines(proved) };
}

/** The boxes of the proof want the room of this one. */
async function makeInBox(run: Run, ground: CommonGround): Promise<MadeChange> {
  const { mirror, plan, baseline, maintainersGuidance } = ground;
  const base = { mirror, sha: mirror.baseSha, purpose: 'agent' };
  const opened = await openBox(run, base, await planLayer(run, base, plan));
  await using _sandbox = opened.sandbox;
  const prepared = await prepareEnvironment(run, opened, plan);
  run.progress.enter('solving');
  const known = { mirror, commands: plan, baseline, ...prepared, maintainersGuidance };
  return await makeChange(run, opened.sandbox, known);
}

async function countChangedLines({ run, mirror, commit }: ProvedOnBase): Promise<ChangedLines> {
  const counted = await countLines(run.deps.git, { mirror, change: commit.change, head: commit.sha }, run.signal);
  const sum = (of: readonly LineCount[], pick: (lines: Lines) => number) =>
    of.reduce((so, { lines }) => so + pick(lines ?? notText), 0);
  const outside = counted.filter(({ path }) => !isTestPath(path));
  return {
    added: sum(counted, ({ added }) => added),
    removed: sum(counted, ({ removed }) => removed),
    outsideTests: sum(outside, ({ added, removed }) => added + removed),
  };
}

type Lines = NonNullable<LineCount['lines']>;

/** A file that is no text has no lines, and is never the smaller change. */
const notText: Lines = { added: 1_000, removed: 0 };
