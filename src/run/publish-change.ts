import type { Attempt } from '../agent/attempt.ts';
import type { PublishPolicy } from '../environment/repository-settings.ts';
import type { BaseNow } from '../git/compare-base.ts';
import { countLines } from '../git/count-lines.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { cutProof } from '../report/cut-proof.ts';
import { makePublishable } from '../report/make-publishable.ts';
import type { BlockedAttempt, PullRequestFacts } from '../report/pull-request-facts.ts';
import { renderCheckRun } from '../report/render-check-run.ts';
import { renderPullRequest } from '../report/render-pull-request.ts';
import type { EgressAttempt } from '../sandbox/sandbox.ts';
import type { ChangedText } from '../verify/changed-text.ts';
import type { Proof } from '../verify/suite.ts';
import type { CommittedChange } from './commit-export.ts';
import { decidePublication } from './decide-publication.ts';
import { describeBase } from './describe-base.ts';
import { mapReview } from './map-review.ts';
import type { Run } from './run.ts';
import type { RunOutcome } from './run-outcome.ts';

export type ProvenChange = {
  readonly mirror: Mirror;
  readonly attempt: Attempt;
  readonly commit: CommittedChange;
  readonly texts: readonly ChangedText[];
  readonly proof: Proof;
  /** Where the base branch is by now; `null`: not known. */
  readonly base: BaseNow | null;
  readonly policy: PublishPolicy;
};

/** Words the pull request out of what was measured, and hands it to the origin with the commit, as far as the policy lets it. */
export async function publishChange(run: Run, proven: ProvenChange): Promise<RunOutcome> {
  const { origin, record, progress, signal } = run;
  const { mirror, commit, base, policy } = proven;
  const { verdict, because } = proven.proof;
  progress.addNotes([describeBase(mirror, base)].filter((note) => note !== null));
  const raw = await factsOf(run, proven);
  progress.canary.lookAtPublication([
    renderPullRequest(raw),
    renderCheckRun(raw.proof, { runId: raw.runId, anchor: record.head }),
  ]);
  const facts = makePublishable(raw, origin.secrets());
  const pullRequest = renderPullRequest(facts);
  await record.save('pull-request.md', `# ${pullRequest.title}\n\n${pullRequest.body}\n`);
  const decision = decidePublication(policy, { verdict, isReady: !pullRequest.draft, base });
  if (decision.kind === 'withhold' && origin.issue.number !== null) {
    return { kind: 'published', verdict, because, draft: false, publication: { kind: 'withheld' } };
  }
  const draft = decision.kind === 'withhold' || decision.draft;
  const checkRun = renderCheckRun(facts.proof, { runId: facts.runId, anchor: record.head });
  const request = { mirror, sha: commit.sha, pullRequest: { ...pullRequest, draft }, checkRun, invite: policy };
  const publication = await origin.publish(request, signal);
  if (publication.kind === 'pull-request') progress.addNotes(publication.notes);
  return { kind: 'published', verdict, because, draft, publication };
}

async function factsOf(run: Run, { mirror, attempt, commit, texts, proof }: ProvenChange): Promise<PullRequestFacts> {
  const { deps, origin, record, progress, signal } = run;
  return {
    runId: record.id,
    issue: origin.issue,
    proof: cutProof(proof),
    reviewMap: mapReview({ issue: origin.issue, texts, proof }),
    attempt,
    changes: await countLines(deps.git, { mirror, change: commit.change, head: commit.sha }, signal),
    blocked: countBlocked(progress.blocked),
    notes: progress.notes,
    model: deps.settings.model.name,
    image: deps.settings.image,
    durationMs: progress.spent.elapsedMs,
    recordedAt: record.directory,
  };
}

function countBlocked(attempts: readonly EgressAttempt[]): readonly BlockedAttempt[] {
  const groups = Map.groupBy(attempts, ({ method, host, port, reason }) =>
    JSON.stringify([method, host, port, reason]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { method, host, port, reason } = first;
    return [{ method, host, port, reason: reason ?? '', count: group.length }];
  });
}
