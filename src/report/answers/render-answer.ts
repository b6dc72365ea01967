import { codeSpan } from '../code-span.ts';
import { fold } from '../fold.ts';
import { formatCost } from '../format-cost.ts';
import { inertLine } from '../inert-line.ts';
import { listCapped } from '../list-capped.ts';
import { quoteProse } from '../quote-prose.ts';
import type { Answer } from './answer.ts';
import { describeNotTaken } from './describe-not-taken.ts';
import { renderHelp } from './render-help.ts';

type Of<Kind extends Answer['kind']> = Extract<Answer, { kind: Kind }>;

/** Words one answer: what is true, and what to do next. Hand in one that `makePublishable` has gone over. */
export function renderAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'begun':
      return begun(answer);
    case 'held':
      return held(answer);
    case 'busy':
      return busy[answer.state];
    case 'not-taken':
      return notTaken(answer);
    case 'stopped':
      return stopped[answer.what];
    case 'nothing-to-approve':
      return `Nothing waits for approval here. ${nothingToApprove[answer.state ?? 'idle']}`;
    case 'budget':
      return budget(answer);
    case 'explanation':
      return answer.markdown;
    case 'help':
      return renderHelp(answer.facts);
    case 'set-aside':
      return setAside(answer);
    case 'refused':
      return `Not done. ${inertLine(answer.reason, 500)} ${inertLine(answer.nextAction, 500)}`;
  }
}

const works = {
  solve: 'Sandpiper works on this issue',
  plan: 'Sandpiper makes a plan, and waits with the work until it is approved',
  revise: 'Sandpiper works on this pull request, and adds commits to it',
} as const;

function begun({ work, ahead, notes, plan }: Of<'begun'>): string {
  const when = ahead === 0 ? 'It begins at once.' : `It begins after ${ahead} other ${ahead === 1 ? 'run' : 'runs'}.`;
  const said = [`${works[work]}. ${when}`, ...notes.map((note) => inertLine(note, 500))].join(' ');
  return plan === undefined ? said : `${said}\n\n${carriedOut(plan)}`;
}

/** The comment that showed it before shows from now on how the work goes. */
function carriedOut(plan: string): string {
  return fold(
    'The plan that was approved of',
    `In the model's own words, which nobody checked:\n\n${quoteProse(plan, 12_000)}`,
  );
}

function held({ why, details }: Of<'held'>): string {
  const about = {
    cost: 'Not begun yet: a run here may cost more than this repository lets it without asking.',
    'text-changed':
      'Not begun: somebody without write permission changed the issue just before. Please read once more what it says now.',
  };
  return [
    about[why],
    ...(details.length === 0 ? [] : [listCapped(details, 10, (detail) => inertLine(detail, 500))]),
    'Comment `/approve` to begin it as it is now, or `/stop` to drop it.',
  ].join('\n\n');
}

const busy = {
  waiting: 'Not done: a run for this is waiting already. Comment `/stop` to drop that, then ask again.',
  running:
    'Not done: a run for this is going on. Wait until it has ended, or comment `/stop` to end it, then ask again.',
} as const;

function notTaken(answer: Of<'not-taken'>): string {
  const { reason, nextAction } = describeNotTaken(answer);
  return `Not taken. ${reason} ${nextAction}`;
}

const stopped = {
  running: 'The run is being stopped. What it has done so far is kept, and the comment above says where it ended.',
  waiting: 'The run that was waiting was dropped, and nothing of it was begun.',
  held: 'What waited for approval was dropped.',
  nothing: 'Nothing is running, waiting or held here, so there was nothing to stop.',
} as const;

const nothingToApprove = {
  waiting: 'A run is queued, and begins by itself.',
  running: 'A run is going on already.',
  idle: 'Comment `/agent` to begin a run, or `/plan` to see a plan first.',
} as const;

function budget({ askedUsd, mostUsd, state }: Of<'budget'>): string {
  const counts = Math.min(askedUsd, mostUsd);
  const limit =
    askedUsd > mostUsd
      ? `More than ${formatCost(mostUsd)} is not allowed here, so that is what counts.`
      : `A run here may cost ${formatCost(counts)} from now on.`;
  const when = {
    running: 'The run that is going on keeps the budget that it began with.',
    waiting: 'The run that is waiting keeps the budget that it was asked for with.',
    held: 'What waits still waits: that is less than it may cost. Comment `/approve` to begin it with that budget all the same.',
    idle: 'It counts from the next run on this issue.',
  };
  return `${limit} ${when[state ?? 'idle']}`;
}

function setAside({ because, examples }: Of<'set-aside'>): string {
  const shown = examples.slice(0, 5).map((example) => codeSpan(example));
  const what = shown.length === 0 ? '' : ` Write for example ${shown.join(' or ')} in a new comment.`;
  return `Not done. ${inertLine(because, 500)}${what}`;
}
