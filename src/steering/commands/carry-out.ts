import type { Answer } from '../../report/answers/answer.ts';
import { RunStopped } from '../../run/run-stopped.ts';
import type { Asker } from '../../webhooks/authorise.ts';
import type { Order } from '../../webhooks/commands/command.ts';
import type { Conversation } from '../conversation.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import { stopIssue } from '../stop-issue.ts';
import { approve } from './approve.ts';
import { askForRevision } from './ask-for-revision.ts';
import { askForWork } from './ask-for-work.ts';
import { giveHelp } from './give-help.ts';
import type { Located } from './locate.ts';
import type { Petition } from './petition.ts';
import { setBudget } from './set-budget.ts';

/** Where and by whom a command is given that is to be carried out. */
export type Situation = {
  readonly petition: Petition;
  /** At the issue or pull request where it was given. */
  readonly talk: Conversation;
  readonly located: Located;
  readonly asker: Asker;
};

/** Carries out one command of somebody who may give it. */
export async function carryOut(
  deps: SteeringDeps,
  order: Order,
  situation: Situation,
  signal: AbortSignal,
): Promise<Answer> {
  const { located } = situation;
  if (order.kind === 'help') return await giveHelp(deps, situation, signal);
  if (located.issue === null) return elsewhere;
  const asked = { ...situation, issue: located.issue };
  switch (order.kind) {
    case 'agent':
    case 'retry':
      return located.pull === null
        ? await askForWork(deps, order, asked, signal)
        : await askForRevision(deps, order, { ...asked, pull: located.pull }, signal);
    case 'retry-from':
    case 'retry-many':
    case 'plan':
      return located.pull === null ? await askForWork(deps, order, asked, signal) : onTheIssue(located.issue.issue);
    case 'approve':
      return located.pull === null ? await approve(deps, asked, signal) : onTheIssue(located.issue.issue);
    case 'stop':
      return { kind: 'stopped', what: await stopIssue(deps, asked.issue, stoppedBy(situation), signal) };
    case 'budget':
      return await setBudget(deps, order.costUsd, asked, signal);
    case 'explain': {
      const markdown = await deps.explain(await deps.issues.read(asked.issue), order);
      return { kind: 'explanation', markdown };
    }
  }
}

export type AskedAbout = Situation & { readonly issue: NonNullable<Located['issue']> };

function stoppedBy({ petition }: Situation): RunStopped {
  return new RunStopped(`${petition.there.actor?.login ?? 'Somebody'} stopped it.`);
}

const elsewhere: Answer = {
  kind: 'refused',
  reason: 'There is no issue of this repository that it could be done for.',
  nextAction: 'Describe in an issue what should change, and have somebody with write permission label it.',
};

function onTheIssue(issue: number): Answer {
  return {
    kind: 'refused',
    reason: 'On a pull request that cannot be asked for.',
    nextAction: `Write the same in a comment on issue ${issue}, or \`/agent\` with what should be different here.`,
  };
}
