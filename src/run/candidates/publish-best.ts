import type { CandidatesShown } from '../../report/render-candidates.ts';
import { followBase } from '../base/prove-on-base-now.ts';
import { publishChange } from '../publishing/publish-change.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { chooseCandidate } from './choose-candidate.ts';
import { recordChoice } from './record-choice.ts';
import { showCandidates } from './show-candidates.ts';
import { outcomeOf, type TriedCandidate, toCandidate } from './tried-candidate.ts';

/** Ends the records of all but the best, and brings that one to the end that a run of its own would have come to. */
export async function publishBest(run: Run, tried: readonly TriedCandidate[]): Promise<RunOutcome> {
  const [first, ...rest] = tried.map(toCandidate);
  if (first === undefined) throw new TypeError('A run has at least one candidate');
  const choice = chooseCandidate([first, ...rest]);
  for (const other of tried) if (other.number !== choice.chosen.number) await other.end(outcomeOf(other));
  await recordChoice(run, choice, tried);
  const best = tried.find(({ number }) => number === choice.chosen.number);
  if (best === undefined) throw new TypeError('What was chosen is no candidate');
  const outcome = await publish(run, best, showCandidates(choice));
  await best.end(outcome);
  return outcome;
}

async function publish(run: Run, best: TriedCandidate, candidates: CandidatesShown): Promise<RunOutcome> {
  const { tried } = best;
  run.progress.addNotes(best.run.progress.notes);
  if (tried.kind !== 'proved') return outcomeOf(best);
  best.run.progress.addNotes(run.progress.notes);
  const proved = await followBase(tried.proved);
  for (const { progress } of [run, proved.run]) progress.enter('publishing');
  const outcome = await publishChange(proved.run, { ...proved, attempt: tried.attempt, candidates });
  run.progress.addNotes(proved.run.progress.notes);
  return outcome.kind === 'published' ? { ...outcome, candidates } : outcome;
}
