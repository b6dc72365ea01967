import { renderPatch } from '../../git/render-patch.ts';
import type { Run } from '../run.ts';
import type { Choice } from './choose-candidate.ts';
import type { TriedCandidate } from './tried-candidate.ts';

const maxPatchBytes = 16 * 1024 * 1024;

/**
 * Writes down in the run's own record which candidate was chosen and why, with where the chain of each ended by then, so that this
 * record vouches for theirs; and keeps the changes of the others in it.
 */
export async function recordChoice(run: Run, choice: Choice, tried: readonly TriedCandidate[]): Promise<void> {
  const { record, progress } = run;
  const heads = new Map(tried.map((one) => [one.number, one.run.record.head]));
  record.append('run.candidates', {
    chosen: choice.chosen.number,
    because: choice.because,
    candidates: choice.ranking.map(({ candidate: { number, runId, result, spent }, why }) => {
      return { number, runId, head: heads.get(number) ?? null, result, spent, why };
    }),
  });
  const others = tried.filter(({ number }) => number !== choice.chosen.number);
  for (const other of others) await keepPatch(run, other);
  const chosen = tried.find(({ number }) => number === choice.chosen.number);
  if (chosen === undefined) return;
  const { id: runId, directory } = chosen.run.record;
  progress.choose({ runId, directory });
}

async function keepPatch({ deps, record, progress, signal }: Run, { number, tried }: TriedCandidate): Promise<void> {
  if (tried.kind !== 'proved') return;
  const { mirror, commit } = tried.proved;
  const patch = await renderPatch(deps.git, { mirror, head: commit.sha, maxBytes: maxPatchBytes }, signal);
  const name = `candidate-${number}.patch`;
  await record.save(name, patch.text);
  progress.addSaved(`${patch.isCut ? 'the beginning of ' : ''}the change of candidate ${number} as a patch, ${name}`);
}
