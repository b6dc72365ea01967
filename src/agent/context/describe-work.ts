import { listAtMost } from '../prompt/list-at-most.ts';
import { oneLine } from '../prompt/one-line.ts';
import type { WorkState } from './work-state.ts';

const MAX_FILES = 100;
const MAX_PLAN_STEPS = 30;

/** The state of the work in lines. Every name and command in it is somebody else's: to be quoted. */
export function describeWork({ plan, changedFiles, lastCommand }: WorkState): string {
  const steps = plan.map(({ text, status }) => `[${status}] ${text}`);
  const command = lastCommand === null ? 'none' : `${oneLine(lastCommand.command)} → ${oneLine(lastCommand.outcome)}`;
  return [
    `plan:${listOrNone(MAX_PLAN_STEPS, steps)}`,
    `changed files:${listOrNone(MAX_FILES, changedFiles)}`,
    `last command that verified something: ${command}`,
  ].join('\n');
}

function listOrNone(count: number, lines: readonly string[]): string {
  return lines.length === 0 ? ' none' : `\n${listAtMost(count, lines)}`;
}
