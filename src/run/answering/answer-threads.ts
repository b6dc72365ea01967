import type { Finish } from '../../agent/attempt.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { type Hunk, readHunks } from '../../git/read-hunks.ts';
import type { TrustedReview } from '../../github/list-trusted-threads.ts';
import { makePublishable } from '../../report/make-publishable.ts';
import { renderThreadAnswer, type ThreadOutcome } from '../../report/review-answers/render-thread-answer.ts';
import type { PullConversation, ThreadAnswer } from '../origins/pull-conversation.ts';
import type { Run } from '../run.ts';
import type { TaskOf } from '../task/run-task.ts';
import { judgeThread } from './judge-thread.ts';
import { type NamedThread, nameThreads, replyTo } from './name-threads.ts';

export type Answering = {
  readonly pulls: PullConversation;
  readonly pull: TaskOf<'revise'>['pull'];
  /** As the agent was told of it. */
  readonly review: TrustedReview;
  readonly finish: Finish | null;
  /** `null`: nothing was changed. */
  readonly commit: AnswerCommit | null;
};

export type AnswerCommit = {
  readonly mirror: Mirror;
  /** In the mirror. */
  readonly head: string;
  /** Its id where it was published. */
  readonly published: string;
};

export type AnsweringRun = {
  readonly deps: { readonly git: Run['deps']['git'] };
  readonly origin: Pick<Run['origin'], 'secrets'>;
  readonly record: Pick<Run['record'], 'id'>;
};

/**
 * Answers every thread that the agent was told of, once, and settles those whose lines are others now: by what git says of them,
 * whatever the agent does. Resolves to what could not be done, a sentence each.
 */
export async function answerThreads(
  run: AnsweringRun,
  answering: Answering,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { pulls, pull, review, finish } = answering;
  const marker = `<!-- sandpiper:answer ${run.record.id} -->`;
  const answers: ThreadAnswer[] = [];
  for (const thread of nameThreads(review.threads)) {
    const outcome = await outcomeOf(run, answering, thread, signal);
    const words = replyTo(thread, finish?.replies ?? []);
    const text = renderThreadAnswer(makePublishable({ outcome, words }, run.origin.secrets()), marker);
    answers.push({ thread, text, isSettled: outcome.kind === 'changed' });
  }
  return answers.length === 0 ? [] : await pulls.answerThreads({ pull, answers, marker }, signal);
}

async function outcomeOf(
  { deps }: AnsweringRun,
  { pulls, review, commit }: Answering,
  { path, lines }: NamedThread,
  signal: AbortSignal,
): Promise<ThreadOutcome> {
  if (commit === null) return { kind: 'no-commit' };
  const { mirror, head, published } = commit;
  const linked = { sha: published, url: `${pulls.webUrl}/commit/${published}` };
  if (lines === null) return { kind: 'no-place', commit: linked };
  const since = { ...mirror, baseSha: review.headSha };
  const hunks: readonly Hunk[] = await readHunks(deps.git, { mirror: since, head, path, apart: 0 }, signal);
  const change = judgeThread(lines, hunks);
  if (change.kind === 'unchanged') return { kind: 'unchanged', commit: linked };
  const { now } = change;
  const url = `${pulls.webUrl}/blob/${published}/${path.split('/').map(encodeURIComponent).join('/')}`;
  return {
    kind: 'changed',
    commit: linked,
    now: now === null ? null : { ...now, url: `${url}#L${now.start}-L${now.end}` },
  };
}
