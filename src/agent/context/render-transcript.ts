import type { Message, ToolCall } from '../../model/ask-model.ts';
import { cutMiddle } from '../../tools/cut-middle.ts';

const TEXT = { head: 1_000, tail: 2_000 };
const ARGUMENTS = { head: 1_000, tail: 500 };
const OBSERVATION = { head: 500, tail: 1_000 };

/**
 * Steps as text, for one who reads them without having been there. Only our own words begin a line; what follows them is set in, so
 * that an output cannot pose as another entry. Cut in the middle where it exceeds `maxCharacters`.
 */
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
  return `CALL: ${short(name.slice(0, 80), ARGUMENTS)} ${short(text, ARGUMENTS)}`;
}

function short(text: string, cut: { readonly head: number; readonly tail: number }): string {
  return cutMiddle(text, cut, 'they are left out here').split(LINE_END).join('\n  ');
}

const LINE_END = /\r\n?|[\n\u0085\u2028\u2029]/;
