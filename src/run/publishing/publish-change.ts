import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { decidePublication } from './decide-publication.ts';
import { type ProvenChange, wordChange } from './word-change.ts';

/** Hands the worded change to the origin with its commit, as far as the policy lets it. */
export async function publishChange(run: Run, proven: ProvenChange): Promise<RunOutcome> {
  const { origin, progress, signal } = run;
  const { mirror, commit, base, policy } = proven;
  const { verdict, because } = proven.proof;
  const { isReady, word } = await wordChange(run, proven);
  const decision = decidePublication(policy, {
    verdict,
    isReady,
    isWarned: proven.proof.findings.length > 0,
    base,
  });
  if (decision.kind === 'withhold' && origin.issue.number !== null) {
    return { kind: 'published', verdict, because, draft: false, publication: { kind: 'withheld' } };
  }
  // Marking it as ready is what lets its workflows start.
  const draft = run.isHeldBack === true || decision.kind === 'withhold' || decision.draft;
  const publication = await origin.publish({ mirror, sha: commit.sha, draft, word, invite: policy }, signal);
  if (publication.kind === 'pull-request') progress.addNotes(publication.notes);
  return { kind: 'published', verdict, because, draft, publication };
}
