import { codeSpan } from './code-span.ts';
import type { CommentState, Failure, Noted, Saved, Spent, Stage } from './comment-state.ts';
import { describeStop } from './describe-stop.ts';
import { describeVerdict } from './describe-verdict.ts';
import { fence } from './fence.ts';
import { formatCost } from './format-cost.ts';
import { formatDuration } from './format-duration.ts';
import { inertLine } from './inert-line.ts';
import { linkTo } from './link-to.ts';
import { listCapped } from './list-capped.ts';
import { livingCommentMarker } from './living-comment-marker.ts';
import { quoteProse } from './quote-prose.ts';
import { stageWords } from './stage-words.ts';

/** Words the one comment that is edited from the first moment to the last. Hand in a state that `makePublishable` has gone over. */
export function renderLivingComment(state: CommentState): string {
  const record = state.kind === 'working' || state.runId === null ? '' : `Record: run ${codeSpan(state.runId)}`;
  const notes = 'notes' in state ? noted(state) : '';
  return [...blocksOf(state), notes, record, livingCommentMarker(state.issue)]
    .filter((block) => block !== '')
    .join('\n\n');
}

function blocksOf(state: CommentState): readonly string[] {
  switch (state.kind) {
    case 'working':
      return ['### Sandpiper is working on this', checklist(state.stage), waiting(state), spent(state)];
    case 'queued':
      return [
        '### Sandpiper will work on this',
        state.ahead === 0
          ? 'It begins at once.'
          : `It begins after ${state.ahead} ${state.ahead === 1 ? 'other run' : 'other runs'}.`,
      ];
    case 'held':
      return heldBlocks(state);
    case 'planned':
      return plannedBlocks(state);
    case 'pull-request':
      return pullRequestBlocks(state);
    case 'withheld':
      return withheldBlocks(state);
    case 'no-change':
      return noChangeBlocks(state);
    case 'failed':
      return failedBlocks(state);
    case 'cancelled':
      return [
        '### Sandpiper was stopped',
        `While ${stageWords[state.stage].toLowerCase()}: ${inertLine(state.because, 500)}`,
        saved(state),
        'To start again, take the label off and put it back on.',
        spent(state),
      ];
    case 'refused':
      return [
        '### Sandpiper did not start',
        `Thank you, ${codeSpan(state.actor)}. ${inertLine(state.reason, 500)}`,
        inertLine(state.nextAction, 500),
      ];
  }
}

function heldBlocks({ why, actor, details }: Extract<CommentState, { kind: 'held' }>): readonly string[] {
  const about = {
    cost: 'A run here may cost more than this repository lets it without asking.',
    'text-changed': 'The issue was changed after the run was asked for, and before it began.',
  };
  return [
    '### Sandpiper waits for approval',
    `${codeSpan(actor)} asked for a run. ${about[why]}`,
    listCapped(details, 10, (detail) => inertLine(detail, 500)),
    'Somebody with write permission can comment `/approve` to begin it, or `/stop` to drop it.',
  ];
}

function plannedBlocks(state: Extract<CommentState, { kind: 'planned' }>): readonly string[] {
  return [
    '### Sandpiper made a plan and waits for approval',
    quoteProse(state.plan),
    'Comment `/approve` to have it carried out, `/plan` with what should be different, or `/stop` to drop it.',
    spent(state),
  ];
}

function checklist(current: Stage): string {
  const order = Object.keys(stageWords);
  const lines = Object.entries(stageWords).map(([stage, words]) => {
    if (stage === current) return `- [ ] **${words}** …`;
    return `- [${order.indexOf(stage) < order.indexOf(current) ? 'x' : ' '}] ${words}`;
  });
  return lines.join('\n');
}

function waiting({ waiting: why }: Extract<CommentState, { kind: 'working' }>): string {
  return why === null ? '' : `**Waiting:** ${inertLine(why, 500)}`;
}

function noted({ notes }: Noted): string {
  if (notes.length === 0) return '';
  return `**To know:**\n\n${listCapped(notes, 10, (note) => inertLine(note, 500))}`;
}

function pullRequestBlocks(state: Extract<CommentState, { kind: 'pull-request' }>): readonly string[] {
  const link = linkTo(`#${state.number}`, state.url);
  return [
    `### Sandpiper opened ${state.draft ? 'a draft pull request' : 'a pull request'}: ${link}`,
    `**${describeVerdict(state.verdict)}.** ${inertLine(state.because, 500)}`,
    state.draft ? 'It is a draft: please read what it says before you use it.' : '',
    spent(state),
  ];
}

function withheldBlocks(state: Extract<CommentState, { kind: 'withheld' }>): readonly string[] {
  return [
    '### Sandpiper made a change and opened no pull request',
    `**${describeVerdict(state.verdict)}.** ${inertLine(state.because, 500)}`,
    'By the settings of this repository only a verified change becomes a pull request.',
    saved(state),
    'To try again, say more in the issue, then take the label off and put it back on.',
    spent(state),
  ];
}

function noChangeBlocks(state: Extract<CommentState, { kind: 'no-change' }>): readonly string[] {
  const { finish, stop } = state;
  const outcome = finish === null ? `The agent ${describeStop(stop)} and left no change.` : outcomes[finish.outcome];
  return [
    '### Sandpiper made no change',
    outcome,
    finish === null ? '' : `In the model's own words, which nobody checked:\n\n${quoteProse(finish.summary)}`,
    saved(state),
    'To try again, say more in the issue, then take the label off and put it back on.',
    spent(state),
  ];
}

const outcomes = {
  fixed: 'The agent says that it fixed this, but nothing in the repository changed.',
  'no-change-needed': 'The agent says that no change is needed.',
  blocked: 'The agent says that something keeps it from going on.',
  'needs-info': 'The agent says that it needs to know more.',
};

function failedBlocks(state: Extract<CommentState, { kind: 'failed' }>): readonly string[] {
  const { failure, stage } = state;
  return [
    `### Sandpiper could not finish: ${causes[failure.cause]}`,
    `**Stage:** ${stageWords[stage].toLowerCase()}`,
    `**What is known:** ${inertLine(failure.reason, 1000)}`,
    failure.log === null ? '' : fence(failure.log, { lines: 30, characters: 4000, lineCharacters: 300 }),
    saved(state),
    `**Next:** ${inertLine(failure.nextAction, 500)}`,
    spent(state),
  ];
}

const causes: Readonly<Record<Failure['cause'], string>> = {
  'not-started': 'the run could not start',
  environment: 'the environment is not ready',
  model: 'the model did not answer',
  delivery: 'the result could not be delivered',
  safety: 'it was not safe to go on',
  internal: 'a mistake in Sandpiper itself',
};

function saved({ saved: items }: Saved): string {
  const always = '**Saved:** the transcript and the logs';
  if (items.length === 0) return `${always}.`;
  return `${always}, and\n\n${listCapped(items, 10, (item) => inertLine(item, 300))}`;
}

function spent({ elapsedMs, steps, costUsd }: Spent): string {
  return `${formatDuration(elapsedMs)} · ${steps} ${steps === 1 ? 'step' : 'steps'} · ${formatCost(costUsd)}`;
}
