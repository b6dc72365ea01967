import type { Message, ToolCall } from '../../model/ask-model.ts';
import { cutMiddle } from '../../tools/cut-middle.ts';

const TEXT = { head: 1_000, tail: 2_000 };
const ARGUMENTS = { head: 1_000, tail: 500 };
const OBSERVATION = { head: 500, tail: 1_000 };

/** Turns as text, for one who reads them without having been there. Cut in the middle where it exceeds `maxCharacters`. */
export function renderTranscript(messages: readonly Message[], maxCharacters: number): string {
  const text = messages.map(render).join('\n\n');
  const head = Math.floor(maxCharacters / 4);
  return cutMiddle(text, { head, tail: maxCharacters - head }, 'they are lost');
}

function render(message: Message): string {
  switch (message.role) {
    case 'system':
    case 'user':
      return `TOLD: ${short(message.text, TEXT)}`;
    case 'assistant':
      return [`ENGINEER: ${short(message.text, TEXT)}`, ...message.toolCalls.map(renderCall)].join('\n');
    case 'tool':
      return `RESULT: ${short(message.text, OBSERVATION)}`;
  }
}

function renderCall({ name, arguments: text }: ToolCall): string {
  return `CALL: ${name.slice(0, 80)} ${short(text, ARGUMENTS)}`;
}

function short(text: string, cut: { readonly head: number; readonly tail: number }): string {
  return cutMiddle(text, cut, 'they are left out here');
}
