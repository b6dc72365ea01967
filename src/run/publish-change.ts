import type { Attempt } from '../agent/attempt.ts';
import { countLines } from '../git/count-lines.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { cutProof } from '../report/cut-proof.ts';
import { makePublishable } from '../report/make-publishable.ts';
import type { BlockedAttempt, PullRequestFacts } from '../report/pull-request-facts.ts';
import { renderCheckRun } from '../report/render-check-run.ts';
import { renderPullRequest } from '../report/render-pull-request.ts';
import type { EgressAttempt } from '../sandbox/sandbox.ts';
import type { Proof } from '../verify/suite.ts';
import type { CommittedChange } from './commit-export.ts';
import type { Run } from './run.ts';
import type { RunOutcome } from './run-outcome.ts';

export type ProvenChange = {
  readonly mirror: Mirror;
  readonly attempt: Attempt;
  readonly commit: CommittedChange;
  readonly proof: Proof;
};

/** Words the pull request out of what was measured, and hands it to the origin with the commit. */
export async function publishChange(run: Run, proven: ProvenChange): Promise<RunOutcome> {
  const { origin, record, signal } = run;
  const facts = makePublishable(await factsOf(run, proven), origin.secrets());
  const pullRequest = renderPullRequest(facts);
  await record.save('pull-request.md', `# ${pullRequest.title}\n\n${pullRequest.body}\n`);
  const publication = await origin.publish(
    { mirror: proven.mirror, sha: proven.commit.sha, pullRequest, checkRun: renderCheckRun(facts.proof) },
    signal,
  );
  const { verdict, because } = proven.proof;
  return { kind: 'published', verdict, because, draft: pullRequest.draft, publication };
}

async function factsOf(run: Run, { mirror, attempt, commit, proof }: ProvenChange): Promise<PullRequestFacts> {
  const { deps, origin, record, progress, signal } = run;
  return {
    runId: record.id,
    issue: origin.issue,
    proof: cutProof(proof),
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
