import type { Attempt } from '../../agent/attempt.ts';
import type { PublishPolicy } from '../../environment/repository-settings.ts';
import type { BaseNow } from '../../git/compare-base.ts';
import { countLines } from '../../git/count-lines.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { cutProof } from '../../report/cut-proof.ts';
import { makePublishable } from '../../report/make-publishable.ts';
import type { BlockedAttempt, PullRequestFacts } from '../../report/pull-request-facts.ts';
import type { CandidatesShown } from '../../report/render-candidates.ts';
import { renderCheckRun } from '../../report/render-check-run.ts';
import { renderPullRequest } from '../../report/render-pull-request.ts';
import type { EgressAttempt } from '../../sandbox/sandbox.ts';
import type { ChainHead } from '../../store/record-event.ts';
import type { ChangedText } from '../../verify/changed-text.ts';
import type { Proof } from '../../verify/suite.ts';
import { describeBase } from '../base/describe-base.ts';
import type { CommittedChange } from '../exporting/commit-export.ts';
import type { PublicationRequest } from '../origins/origin.ts';
import { mapReview } from '../review/map-review.ts';
import type { Run } from '../run.ts';
import { findImageId } from './find-image-id.ts';
import { readPullRequestTemplate } from './read-pull-request-template.ts';

export type ProvenChange = {
  readonly mirror: Mirror;
  readonly attempt: Attempt;
  readonly commit: CommittedChange;
  readonly texts: readonly ChangedText[];
  readonly proof: Proof;
  /** Where the base branch is by now; `null`: not known. */
  readonly base: BaseNow | null;
  readonly policy: PublishPolicy;
  /** What it was chosen from; left out: it was the only attempt. */
  readonly candidates?: CandidatesShown;
};

export type WordedChange = {
  /** Nothing that was measured, and nothing the agent says, keeps it from being offered for review. */
  readonly isReady: boolean;
  readonly word: PublicationRequest['word'];
};

/** Words the pull request out of what was measured, and keeps it with the record; nothing is published by it. */
export async function wordChange(run: Run, proven: ProvenChange): Promise<WordedChange> {
  const { origin, record, progress } = run;
  const { mirror, base } = proven;
  progress.addNotes([describeBase(mirror, base)].filter((note) => note !== null));
  const raw = await factsOf(run, proven);
  progress.canary.lookAtPublication([
    renderPullRequest(raw),
    renderCheckRun(raw.proof, { runId: raw.runId, anchor: record.head }),
  ]);
  const facts = makePublishable(raw, origin.secrets());
  const { title, body, draft } = renderPullRequest(facts);
  await record.save('pull-request.md', `# ${title}\n\n${body}\n`);
  return { isReady: !draft, word: wording(facts, record.head) };
}

function wording(facts: PullRequestFacts, anchor: ChainHead): PublicationRequest['word'] {
  return (published) => ({
    pullRequest: renderPullRequest({ ...facts, published }),
    checkRun: renderCheckRun(facts.proof, { runId: facts.runId, anchor }, published),
  });
}

async function factsOf(run: Run, proven: ProvenChange): Promise<PullRequestFacts> {
  const { deps, origin, record, progress, signal } = run;
  const { mirror, attempt, commit, texts, proof, candidates } = proven;
  return {
    ...(candidates === undefined ? {} : { candidates }),
    runId: record.id,
    issue: origin.issue,
    proof: cutProof(proof),
    reviewMap: mapReview({ issue: origin.issue, texts, proof }),
    template: await readPullRequestTemplate(deps.git, mirror, signal),
    attempt,
    changes: await countLines(deps.git, { mirror, change: commit.change, head: commit.sha }, signal),
    blocked: countBlocked(progress.blocked),
    notes: progress.notes,
    model: deps.settings.model.name,
    image: deps.settings.image,
    imageId: await findImageId(deps.sandboxes, { runId: record.id, image: deps.settings.image }),
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
