import type { CommentState, Stage } from '../comment-state.ts';
import { describeSpent } from '../describe-spent.ts';
import { describeWork } from '../describe-work.ts';
import { inertLine } from '../inert-line.ts';
import { stageWords } from '../stage-words.ts';

export type Working = Extract<CommentState, { kind: 'working' }>;

/** A run that goes on, for whoever watches it. */
export function renderWorking(state: Working): readonly string[] {
  const { on = null } = state;
  return [
    `### Sandpiper is working on ${on === null ? 'this' : describeWork(on)}`,
    checklist(state.stage, on === null ? {} : { publishing: 'Pushing to the pull request' }),
    state.waiting === null ? '' : `**Waiting:** ${inertLine(state.waiting, 500)}`,
    `${describeSpent(state)} · \`/stop\` ends it`,
  ];
}

function checklist(current: Stage, otherWords: Partial<Readonly<Record<Stage, string>>>): string {
  const order = Object.keys(stageWords);
  const lines = Object.entries({ ...stageWords, ...otherWords }).map(([stage, words]) => {
    if (stage === current) return `- [ ] **${words}** …`;
    return `- [${order.indexOf(stage) < order.indexOf(current) ? 'x' : ' '}] ${words}`;
  });
  return lines.join('\n');
}
