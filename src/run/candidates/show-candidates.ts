import type { CandidateRow, CandidatesShown } from '../../report/render-candidates.ts';
import type { CandidateResult } from './candidate.ts';
import type { Choice } from './choose-candidate.ts';

/** The choice as a table tells it. */
export function showCandidates({ ranking, because }: Choice): CandidatesShown {
  const rows = ranking.map(({ candidate, why }): CandidateRow => {
    const { number, spent, result } = candidate;
    return { number, result: shown(result), costUsd: spent.costUsd, elapsedMs: spent.elapsedMs, why };
  });
  return { rows, because };
}

function shown(result: CandidateResult): CandidateRow['result'] {
  if (result.kind !== 'proved') return { kind: result.kind };
  const { verdict, comparison, lines } = result;
  const { fixed, newlyFailing } = comparison ?? {};
  return { kind: 'proved', verdict, fixed: fixed?.length ?? null, broken: newlyFailing?.length ?? null, lines };
}
