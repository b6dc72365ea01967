import { Fault } from '../../errors.ts';
import { reactWithEyes } from '../../github/react-with-eyes.ts';
import type { Answer } from '../../report/answers/answer.ts';
import { type Answered, renderAnswers } from '../../report/answers/render-answers.ts';
import { makePublishable } from '../../report/make-publishable.ts';
import { type Asker, type Authority, authorise } from '../../webhooks/authorise.ts';
import type { Command, Order } from '../../webhooks/commands/command.ts';
import type { SetAside } from '../../webhooks/commands/settle-commands.ts';
import { askerOf } from '../asker-of.ts';
import { type Conversation, openConversation } from '../conversation.ts';
import { mayAnswerRefused } from '../may-answer-refused.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import { carryOut, type Situation } from './carry-out.ts';
import { describeCommand } from './describe-command.ts';
import { type Located, locate } from './locate.ts';
import type { Petition } from './petition.ts';

/**
 * Does what the commands of a comment say, as far as whoever wrote it may, and answers all of them in one comment. Whoever may
 * nothing at all gets no sign that they were seen but that answer, and that not without end.
 */
export async function carryOutCommands(deps: SteeringDeps, petition: Petition, signal: AbortSignal): Promise<void> {
  const { there, subject } = petition;
  const where = { installationId: there.installationId, repository: there.repository, issue: subject.number };
  await using talk = await openConversation(deps, where, subject.kind === 'issue' ? 'issue' : 'pull-request', signal);
  const asker = await askerOf(talk, there, signal);
  const located = await locate(talk, petition, signal);
  const judged = judgeAll(petition, asker, located);
  if (judged.some(({ authority }) => authority.kind === 'allowed')) await see(talk, petition, signal);
  else if (
    !(await mayAnswerRefused(
      deps,
      where,
      judged.map(({ authority }) => authority),
    ))
  )
    return;
  const answers: Answered[] = [];
  for (const one of judged) {
    const situation = { petition, talk, located, asker };
    answers.push({ command: describeCommand(one.command), answer: await answerTo(deps, one, situation, signal) });
  }
  await post(talk, petition, answers, signal);
}

type Judged = { readonly authority: Authority; readonly command: Command } & (
  | { readonly order: Order }
  | { readonly setAside: SetAside }
);

/** Whoever gets help is told as well what was wrong with a command. */
function judgeAll({ settled, there }: Petition, asker: Asker, { on }: Located): readonly Judged[] {
  const visibility = there.repository.isPrivate ? 'private' : 'public';
  const judge = (act: Order['kind']) => authorise(asker, { act, on, visibility, isFromForm: false });
  return [
    ...settled.carryOut.map((order) => ({ authority: judge(order.kind), command: order, order })),
    ...settled.setAside.map((setAside) => ({ authority: judge('help'), command: setAside.command, setAside })),
  ];
}

/** A review is seen as a whole, whatever commands it has. */
async function see(talk: Conversation, { source, there }: Petition, signal: AbortSignal): Promise<void> {
  if (source.kind === 'comment') {
    await reactWithEyes(talk.octokit, { repository: there.repository, comment: source.id }, signal);
  }
}

async function answerTo(
  deps: SteeringDeps,
  judged: Judged,
  situation: Situation,
  signal: AbortSignal,
): Promise<Answer> {
  const { authority } = judged;
  if (authority.kind === 'refused') {
    return { kind: 'refused', reason: authority.reason, nextAction: authority.nextAction };
  }
  if ('setAside' in judged) {
    return { kind: 'set-aside', because: judged.setAside.because, examples: judged.setAside.examples };
  }
  try {
    return await carryOut(deps, judged.order, situation, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof Fault)) throw error;
    // The others of the same comment are still carried out, and whoever asked is told of this one.
    deps.log.warn({ err: error, command: judged.order.kind }, 'A command could not be carried out');
    return { kind: 'refused', reason: error.message, nextAction: 'Ask for it once more in a few minutes.' };
  }
}

async function post(
  talk: Conversation,
  { source, at }: Petition,
  answers: readonly Answered[],
  signal: AbortSignal,
): Promise<void> {
  const body = renderAnswers(makePublishable(answers, talk.secrets));
  await talk.answer({ mark: `${source.kind}=${source.id}`, since: at, body }, signal);
}
