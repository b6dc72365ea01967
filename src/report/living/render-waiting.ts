import { codeSpan } from '../code-span.ts';
import type { CommentState } from '../comment-state.ts';
import { describeSpent } from '../describe-spent.ts';
import { inertLine } from '../inert-line.ts';
import { listCapped } from '../list-capped.ts';
import { quoteProse } from '../quote-prose.ts';

export type Waiting = Extract<CommentState, { kind: 'queued' | 'held' | 'planned' }>;

/** What waits for its turn, or for a person. */
export function renderWaiting(state: Waiting): readonly string[] {
  switch (state.kind) {
    case 'queued':
      return [
        '### Sandpiper will work on this',
        turnOf(state.ahead),
        listCapped(state.details ?? [], 10, (detail) => inertLine(detail, 500)),
      ];
    case 'held':
      return heldBlocks(state);
    case 'planned':
      return [
        '### Sandpiper made a plan and waits for approval',
        `In the model's own words, which nobody checked:\n\n${quoteProse(state.plan, 12_000)}`,
        '**Next:** comment `/approve` to have it carried out, `/plan` with what should be different, or `/stop` to drop it.',
        describeSpent(state),
      ];
  }
}

function turnOf(ahead: number): string {
  const turn = ahead === 0 ? 'It begins at once.' : `It begins after ${ahead} other ${ahead === 1 ? 'run' : 'runs'}.`;
  return `${turn} \`/stop\` drops it.`;
}

function heldBlocks({ why, actor, details }: Extract<Waiting, { kind: 'held' }>): readonly string[] {
  const about = {
    cost: 'A run here may cost more than this repository lets it without asking.',
    'text-changed': 'The issue was changed after the run was asked for, and before it began.',
  };
  return [
    '### Sandpiper waits for approval',
    `${codeSpan(actor)} asked for a run. ${about[why]}`,
    listCapped(details, 10, (detail) => inertLine(detail, 500)),
    '**Next:** somebody with write permission comments `/approve` to begin it, or `/stop` to drop it.',
  ];
}
