import type { Message } from '../../model/ask-model.ts';
import { maskObservations } from './mask-observations.ts';
import { messageBytes } from './message-bytes.ts';

export type Split = { readonly dropped: readonly Message[]; readonly kept: readonly Message[] };

/**
 * As many of the last turns as `maxBytes` can hold. A turn is an answer with the observations of its calls and what was said
 * after them: never a call without its result. The last one, when it alone is too long, is kept with its outputs elided if that will do.
 */
export function keepRecentTurns(messages: readonly Message[], maxBytes: number): Split {
  const turns = splitIntoTurns(messages);
  const sizes = turns.map(bytesOf);
  let first = turns.length;
  let spare = maxBytes;
  while (first > 0 && (sizes[first - 1] ?? 0) <= spare) {
    first -= 1;
    spare -= sizes[first] ?? 0;
  }
  if (first < turns.length) return { dropped: turns.slice(0, first).flat(), kept: turns.slice(first).flat() };
  const last = maskObservations(turns.at(-1) ?? [], 0);
  if (bytesOf(last) > maxBytes) return { dropped: messages, kept: [] };
  return { dropped: turns.slice(0, -1).flat(), kept: last };
}

function splitIntoTurns(messages: readonly Message[]): readonly (readonly Message[])[] {
  const turns: Message[][] = [];
  for (const message of messages) {
    const turn = turns.at(-1);
    if (turn === undefined || message.role === 'assistant') turns.push([message]);
    else turn.push(message);
  }
  return turns;
}

function bytesOf(turn: readonly Message[]): number {
  return turn.reduce((sum, message) => sum + messageBytes(message), 0);
}
