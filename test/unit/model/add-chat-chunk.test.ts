import { expect, test } from 'vitest';
import { addChatChunk } from '../../../src/model/chat/add-chat-chunk.ts';
import { closeDraft, emptyDraft, UnusableAnswer } from '../../../src/model/draft-answer.ts';

type Part = { readonly index?: number; readonly id?: string; readonly function?: Record<string, unknown> };

function draftOf(deltas: readonly Record<string, unknown>[]) {
  const draft = emptyDraft();
  for (const delta of deltas) addChatChunk(draft, { choices: [{ delta }] });
  return draft;
}

function callsOf(...parts: readonly (readonly Part[])[]) {
  const { message } = closeDraft(draftOf(parts.map((some) => ({ tool_calls: some }))), 'made_');
  return message.toolCalls.map((call) => [call.id, call.name, call.arguments]);
}

test('fragments with an index belong to the call of that index', () => {
  const made = callsOf(
    [{ index: 0, id: 'a', function: { name: 'bash', arguments: '{"com' } }],
    [{ index: 1, id: 'b', function: { name: 'view', arguments: '' } }],
    [
      { index: 0, function: { arguments: 'mand":1}' } },
      { index: 1, function: { arguments: '{}' } },
    ],
  );

  expect(made).toEqual([
    ['a', 'bash', '{"command":1}'],
    ['b', 'view', '{}'],
  ]);
});

test('fragments without an index belong to the last call', () => {
  const made = callsOf(
    [{ id: 'a', function: { name: 'bash', arguments: '{"a"' } }],
    [{ function: { arguments: ':1}' } }],
    [{ id: 'b', function: { name: 'view', arguments: '{}' } }],
  );

  expect(made).toEqual([
    ['a', 'bash', '{"a":1}'],
    ['b', 'view', '{}'],
  ]);
});

test('calls that are all numbered nought are told apart by their ids', () => {
  const made = callsOf(
    [{ index: 0, id: 'a', function: { name: 'bash', arguments: '{}' } }],
    [{ index: 0, id: 'b', function: { name: 'view', arguments: '{}' } }],
  );

  expect(made.map(([id]) => id)).toEqual(['a', 'b']);
});

test('an id that is repeated in every fragment is one call', () => {
  const made = callsOf(
    [{ index: 0, id: 'a', function: { name: 'bash', arguments: '{' } }],
    [{ index: 0, id: 'a', function: { name: 'bash', arguments: '}' } }],
  );

  expect(made).toEqual([['a', 'bash', '{}']]);
});

test('calls without ids, and ids used twice, are given new ones', () => {
  const made = callsOf(
    [{ function: { name: 'bash', arguments: { command: 'ls' } } }],
    [{ function: { name: 'bash', arguments: '{}' } }],
    [{ index: 7, id: 'same', function: { name: 'view', arguments: '{}' } }],
    [{ index: 8, id: 'same', function: { name: 'edit', arguments: '{}' } }],
  );

  expect(made).toEqual([
    ['made_0', 'bash', '{"command":"ls"}'],
    ['made_1', 'bash', '{}'],
    ['same', 'view', '{}'],
    ['made_3', 'edit', '{}'],
  ]);
});

test('lists of thoughts are joined', () => {
  const draft = draftOf([{ reasoning_details: [{ text: 'a' }] }, { reasoning_details: [{ text: 'b' }] }]);

  expect(closeDraft(draft, '').message.extras).toEqual({ reasoning_details: [{ text: 'a' }, { text: 'b' }] });
});

test('a refusal is text', () => {
  expect(closeDraft(draftOf([{ refusal: 'I ' }, { refusal: 'will not.' }]), '').message.text).toBe('I will not.');
});

test.for([
  ['nothing', undefined],
  ['text', 'hello'],
  ['no choices', { id: 'x' }],
  ['choices of another shape', { choices: [{ delta: { content: { a: 1 } } }] }],
  ['a call of another shape', { choices: [{ delta: { tool_calls: [{ index: -1 }] } }] }],
])('%s is no part of an answer', ([, event]) => {
  expect(() => addChatChunk(emptyDraft(), event)).toThrow(UnusableAnswer);
});

test('an answer without end is given up', () => {
  const draft = emptyDraft();
  const chunk = { choices: [{ delta: { content: 'x'.repeat(100_000) } }] };

  expect(() => {
    for (let count = 0; count < 30; count += 1) addChatChunk(draft, chunk);
  }).toThrow('does not end');
});

test('calls that say nothing count for something, and not any number of them is an answer', () => {
  const draft = draftOf([{ tool_calls: Array.from({ length: 256 }, (_, index) => ({ index })) }]);

  expect(draft.characters).toBe(256 * 16);
  expect(() => addChatChunk(draft, { choices: [{ delta: { tool_calls: [{ index: 256 }] } }] })).toThrow(
    'more than 256 tool calls',
  );
});

test('usage of another shape is ignored', () => {
  const draft = emptyDraft();

  addChatChunk(draft, { choices: [], usage: { prompt_tokens: 'many' } });

  expect(draft.tokens).toBeNull();
});

test('cached tokens are found where DeepSeek puts them, and are never more than the input', () => {
  const draft = emptyDraft();

  addChatChunk(draft, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 12 } });

  expect(draft.tokens).toMatchObject({ inputTokens: 10, cachedInputTokens: 10, outputTokens: 1 });
});

test('an id that is made does not collide with one the model took from an earlier answer', () => {
  const made = callsOf([
    { index: 0, id: 'made_1', function: { name: 'bash' } },
    { index: 1, function: { name: 'view' } },
  ]);

  expect(made.map(([id]) => id)).toEqual(['made_1', 'made_1_']);
});
