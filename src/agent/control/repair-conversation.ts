import type { Message } from '../../model/ask-model.ts';
import { notices } from '../notices.ts';

type ToolMessage = Extract<Message, { readonly role: 'tool' }>;

/**
 * The messages as a provider takes them: every call is answered right after it was made, once, in the order of the calls. A call
 * without an observation was interrupted, and the model is told so; an observation without a call is left out. Messages that
 * are whole come back as they are, the very objects.
 */
export function repairConversation(messages: readonly Message[]): readonly Message[] {
  const repaired: Message[] = [];
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at];
    if (message === undefined || message.role === 'tool') continue;
    repaired.push(message);
    if (message.role === 'assistant' && message.toolCalls.length > 0) {
      const observed = observationsAfter(messages, at);
      for (const { id } of message.toolCalls) repaired.push(observed.get(id) ?? interrupted(id));
    }
  }
  return repaired;
}

/** Until the next answer: what was said in between may have come before the observations were written down. */
function observationsAfter(messages: readonly Message[], at: number): ReadonlyMap<string, ToolMessage> {
  const observed = new Map<string, ToolMessage>();
  for (let next = at + 1; next < messages.length; next += 1) {
    const message = messages[next];
    if (message === undefined || message.role === 'assistant') break;
    if (message.role === 'tool' && !observed.has(message.callId)) observed.set(message.callId, message);
  }
  return observed;
}

function interrupted(callId: string): ToolMessage {
  return { role: 'tool', callId, text: notices.lostResult };
}
