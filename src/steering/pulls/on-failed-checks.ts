import { renderFixesUsedUp } from '../../report/review-answers/render-fixes-used-up.ts';
import { type Conversation, openConversation } from '../conversation.ts';
import { enqueue } from '../enqueue.ts';
import type { Steered, SteeringDeps } from '../steering-deps.ts';
import { decideFix } from './decide-fix.ts';
import { hasOnlyTrustedCommits } from './has-only-trusted-commits.ts';
import { type OurPull, readOurPull } from './read-our-pull.ts';
import { reviseJob } from './revise-job.ts';

/** Several suites that fail on one commit are one thing to be mended. */
const delayMs = 30_000;
const maxPulls = 3;

/** Failed checks of others on the head of a pull request of ours begin one run, where maintainers want it, and never without end. */
export async function onFailedChecks(
  deps: SteeringDeps,
  { trigger }: Steered<'checks-failed'>,
  signal: AbortSignal,
): Promise<void> {
  for (const number of trigger.pulls.slice(0, maxPulls)) {
    await using talk = await openConversation(deps, { ...trigger, issue: number }, 'pull-request', signal);
    const ours = await readOurPull(talk, trigger, number, signal);
    if (ours !== null && ours.pull.sha === trigger.headSha) await mend(deps, talk, ours, signal);
  }
}

async function mend(deps: SteeringDeps, talk: Conversation, ours: OurPull, signal: AbortSignal): Promise<void> {
  const entry = await deps.issues.read(ours.issue);
  const { lastJob, pull: known, fixes } = entry;
  // Whoever asked for the work is who it goes on for; without them there is nobody.
  if (lastJob === null || known === null || known.number !== ours.pull.number) return;
  const { conduct } = await deps.settingsOf(ours.issue, signal);
  const decision = decideFix(conduct, fixes);
  if (decision.kind === 'leave') return;
  if (!(await hasOnlyTrustedCommits(deps, { ...ours, ourLast: known.sha }, signal))) {
    deps.log.info({ ...ours.issue, pull: known.number }, 'Failed checks are left alone: others work on the branch');
    return;
  }
  if (decision.kind === 'used-up') {
    const mark = `fixes-used-up=${decision.limit}-${fixes.inAll}`;
    await talk.answer({ mark, since: lastJob.request.requestedAt, body: renderFixesUsedUp(decision) }, signal);
    return;
  }
  const { sender: login, senderId: id, requestedAt: at, issue: text } = lastJob.request;
  const cause = { kind: 'failed-checks', headSha: ours.pull.sha } as const;
  const job = reviseJob({ ...ours, entry, cause, text, by: { login, id }, at });
  const { owner, name } = ours.issue.repository;
  const key = `checks ${owner}/${name}#${ours.pull.number} ${ours.pull.sha}`.toLowerCase();
  await using atIssue = await openConversation(deps, ours.issue, 'issue', signal);
  const how = { key, priority: 'by-itself', whenBusy: 'wait', delayMs } as const;
  const added = await enqueue(deps, atIssue, { job, how }, signal);
  if (added.kind === 'refused') deps.log.info({ ...ours.issue, why: added.why }, 'Failed checks begin no run');
}
