import { expect, test } from 'vitest';
import { repairConversation } from '../../../../src/agent/control/repair-conversation.ts';
import type { Message } from '../../../../src/model/ask-model.ts';

const asked: Message = { role: 'user', text: 'Fix it.' };
const note: Message = { role: 'user', text: 'A notice.' };
const words: Message = { role: 'assistant', text: 'Hm.', toolCalls: [], extras: {} };

function answer(...ids: readonly string[]): Message {
  const toolCalls = ids.map((id) => ({ id, name: 'bash', arguments: '{}' }));
  return { role: 'assistant', text: '', toolCalls, extras: { reasoning: 'kept' } };
}

function observed(callId: string, text = 'done'): Message {
  return { role: 'tool', callId, text };
}

const lost = (callId: string) => ({
  role: 'tool',
  callId,
  text: expect.stringContaining('the state may have changed'),
});

test('a conversation that is whole stays as it is, message for message', () => {
  const whole = [asked, answer('a', 'b'), observed('a'), observed('b'), words, note, answer('c'), observed('c')];

  const repaired = repairConversation(whole);

  expect(repaired).toHaveLength(whole.length);
  for (const [at, message] of whole.entries()) expect(repaired[at]).toBe(message);
});

test.for([
  ['a call without an observation at the end', [asked, answer('a')], [asked, answer('a'), lost('a')]],
  [
    'one of two without an observation',
    [asked, answer('a', 'b'), observed('b'), words],
    [asked, answer('a', 'b'), lost('a'), observed('b'), words],
  ],
  [
    'observations in another order',
    [answer('a', 'b'), observed('b'), observed('a')],
    [answer('a', 'b'), observed('a'), observed('b')],
  ],
  ['an observation twice', [answer('a'), observed('a'), observed('a', 'again')], [answer('a'), observed('a')]],
  ['an observation without a call', [asked, observed('x'), words], [asked, words]],
  ['a notice before the observation', [answer('a'), note, observed('a')], [answer('a'), observed('a'), note]],
  [
    'ids that come again in a later answer',
    [answer('a'), observed('a', 'first'), answer('a'), observed('a', 'second')],
    [answer('a'), observed('a', 'first'), answer('a'), observed('a', 'second')],
  ],
  ['nothing at all', [], []],
] as [string, Message[], unknown[]][])('%s is put right', ([, messages, expected]) => {
  expect(repairConversation(messages)).toEqual(expected);
});
