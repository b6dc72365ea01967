import { codeSpan } from '../code-span.ts';
import type { Answer } from './answer.ts';
import { renderAnswer } from './render-answer.ts';

export type Answered = {
  /** As it was written, or near to it. */
  readonly command: string;
  readonly answer: Answer;
};

/** Longer than any command needs to be recognised. */
const maxCommand = 120;
/** GitHub takes 65,536 characters in a comment. */
const maxLength = 60_000;

/** One comment for all commands of another, each with what came of it. */
export function renderAnswers(all: readonly Answered[]): string {
  const parts = all.map(({ command, answer }) => `**${codeSpan(command, maxCommand)}**\n\n${renderAnswer(answer)}`);
  const whole = parts.join('\n\n---\n\n');
  return whole.length <= maxLength ? whole : `${whole.slice(0, maxLength).toWellFormed()}\n\n…`;
}
