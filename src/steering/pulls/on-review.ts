import { GitHubFault } from '../../github/github-fault.ts';
import { reactToReview } from '../../github/react-to-review.ts';
import { readSubmission, type Submission } from '../../github/read-submission.ts';
import type { Answer } from '../../report/answers/answer.ts';
import { renderAnswer } from '../../report/answers/render-answer.ts';
import { makePublishable } from '../../report/make-publishable.ts';
import type { RunJob } from '../../run/task/run-job.ts';
import { authorise } from '../../webhooks/authorise.ts';
import type { Order } from '../../webhooks/commands/command.ts';
import { askerOf } from '../asker-of.ts';
import { carryOutCommands } from '../commands/carry-out-commands.ts';
import { type Conversation, openConversation } from '../conversation.ts';
import { enqueue } from '../enqueue.ts';
import { peopleDidSomething } from '../people-did-something.ts';
import type { Steered, SteeringDeps } from '../steering-deps.ts';
import { type OurPull, readOurPull } from './read-our-pull.ts';
import { reviseJob } from './revise-job.ts';
import { textOfIssue } from './text-of-issue.ts';

/** What belongs to one review comes in several webhooks. */
const delayMs = 5_000;

/**
 * A review of ours by somebody with write permission becomes one run, however many comments it has. Whoever may less gets an answer
 * to commands alone.
 */
export async function onReview(
  deps: SteeringDeps,
  { trigger, key }: Steered<'review'>,
  signal: AbortSignal,
): Promise<void> {
  const { pull, settled } = trigger;
  const where = { ...trigger, issue: pull.number };
  await using talk = await openConversation(deps, where, 'pull-request', signal);
  const visibility = trigger.repository.isPrivate ? 'private' : 'public';
  const asked = { act: 'review', on: 'our-pull-request', visibility, isFromForm: false } as const;
  const isAllowed = authorise(await askerOf(talk, trigger, signal), asked).kind === 'allowed';
  const submission = isAllowed ? await see(deps, talk, trigger, signal) : null;
  // To a reviewer these mean what the review means anyway.
  const others = settled.carryOut.filter((order) => !(isAllowed && isWork(order)));
  if (others.length + settled.setAside.length > 0) {
    await carryOutCommands(deps, toPetition(trigger, key, { ...settled, carryOut: others }), signal);
  }
  // Taken back, or not handed in yet.
  const at = submission?.at ?? null;
  if (at === null || settled.carryOut.some(({ kind }) => kind === 'stop')) return;
  await takeUp(deps, talk, { trigger, at }, signal);
}

type ReviewTrigger = Steered<'review'>['trigger'];

/** A review that was handed in is seen, before anything is done about it. That this cannot be said keeps nothing from being done. */
async function see(
  { log }: SteeringDeps,
  { octokit }: Conversation,
  { repository, pull, reviewId }: ReviewTrigger,
  signal: AbortSignal,
): Promise<Submission | null> {
  const submission = await readSubmission(octokit, { repository, pull: pull.number, reviewId }, signal);
  if (submission === null || submission.at === null) return submission;
  try {
    await reactToReview(octokit, submission.nodeId, signal);
  } catch (err) {
    if (signal.aborted || !(err instanceof GitHubFault)) throw err;
    log.warn({ err, repository, reviewId }, 'It could not be said that a review was seen');
  }
  return submission;
}

const isWork = ({ kind }: Order) => kind === 'agent' || kind === 'retry';

function toPetition(trigger: ReviewTrigger, key: string, settled: ReviewTrigger['settled']) {
  const { installationId, repository, actor, pull, source } = trigger;
  const text = { title: '', body: '', author: pull.author, labels: [] };
  return {
    there: { installationId, repository, actor },
    key,
    settled,
    subject: { number: pull.number, kind: 'our-pull-request' as const, text, isOpen: pull.isOpen },
    source: { kind: 'review' as const, id: source.id },
    at: source.at,
  };
}

async function takeUp(
  deps: SteeringDeps,
  talk: Conversation,
  { trigger, at }: Omit<Taken, 'ours'>,
  signal: AbortSignal,
): Promise<void> {
  const { actor, repository, reviewId, source } = trigger;
  const ours = await readOurPull(talk, trigger, trigger.pull.number, signal);
  if (ours === null || actor === null) return;
  const key = `review ${repository.owner}/${repository.name}#${ours.pull.number} ${reviewId}`.toLowerCase();
  const job = await jobFor(deps, talk, { trigger, ours, at }, signal);
  const answer = job === null ? nothingRemembered : await add(deps, ours, { key, job }, signal);
  if (answer === null) return;
  const body = renderAnswer(makePublishable(answer, talk.secrets));
  await talk.answer({ mark: `taken-up=${reviewId}`, since: source.at, body }, signal);
}

type Taken = { readonly trigger: ReviewTrigger; readonly ours: OurPull; readonly at: string };

async function jobFor(
  deps: SteeringDeps,
  talk: Conversation,
  { trigger, ours, at }: Taken,
  signal: AbortSignal,
): Promise<RunJob | null> {
  const { actor, reviewId } = trigger;
  const entry = await deps.issues.change(ours.issue, peopleDidSomething);
  const text = await textOfIssue(talk, ours.issue, entry, signal);
  if (text === null || actor === null) return null;
  return reviseJob({ ...ours, entry, cause: { kind: 'review', reviewId }, text, by: actor, at });
}

/** The answer where there has to be one: what is taken up is shown at the issue, and then in the threads. */
async function add(
  deps: SteeringDeps,
  { issue }: OurPull,
  { key, job }: { readonly key: string; readonly job: RunJob },
  signal: AbortSignal,
): Promise<Answer | null> {
  await using talk = await openConversation(deps, issue, 'issue', signal);
  const how = { key, priority: 'asked', whenBusy: 'wait', delayMs } as const;
  const added = await enqueue(deps, talk, { job, how }, signal);
  if (added.kind === 'refused') return { kind: 'not-taken', why: added.why, until: added.until };
  return added.kind === 'busy' ? added : null;
}

const nothingRemembered: Answer = {
  kind: 'refused',
  reason:
    'Nothing is remembered of what this pull request was asked for, and its issue was written by somebody without write permission.',
  nextAction: 'Comment `/agent` on the issue once you have read it; then submit the review again.',
};
