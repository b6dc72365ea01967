import type { Message } from '../../model/ask-model.ts';
import { maskObservations } from './mask-observations.ts';
import { messageBytes } from './message-bytes.ts';

export type Split = { readonly dropped: readonly Message[]; readonly kept: readonly Message[] };

/**
 * As many of the last steps as `maxBytes` can hold. A step is an answer with the observations of its calls and what was said
 * after them: never a call without its result. The last one, when it alone is too long, is kept with its outputs elided if that will do.
 */
export function keepRecentSteps(messages: readonly Message[], maxBytes: number): Split {
  const steps = splitIntoSteps(messages);
  const sizes = steps.map(bytesOf);
  let first = steps.length;
  let spare = maxBytes;
  while (first > 0 && (sizes[first - 1] ?? 0) <= spare) {
    first -= 1;
    spare -= sizes[first] ?? 0;
  }
  if (first < steps.length) return { dropped: steps.slice(0, first).flat(), kept: steps.slice(first).flat() };
  const last = maskObservations(steps.at(-1) ?? [], 0);
  if (bytesOf(last) > maxBytes) return { dropped: messages, kept: [] };
  return { dropped: steps.slice(0, -1).flat(), kept: last };
}

function splitIntoSteps(messages: readonly Message[]): readonly (readonly Message[])[] {
  const steps: Message[][] = [];
  for (const message of messages) {
    const step = steps.at(-1);
    if (step === undefined || message.role === 'assistant') steps.push([message]);
    else step.push(message);
  }
  return steps;
}

function bytesOf(step: readonly Message[]): number {
  return step.reduce((sum, message) => sum + messageBytes(message), 0);
}
