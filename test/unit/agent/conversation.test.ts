import { describe, expect, test } from 'vitest';
import {
  type AskForText,
  type Conversation,
  type ConversationOptions,
  openConversation,
} from '../../../src/agent/context/conversation.ts';
import { keepRecentSteps } from '../../../src/agent/context/keep-recent-steps.ts';
import { maskObservations } from '../../../src/agent/context/mask-observations.ts';
import { messageBytes } from '../../../src/agent/context/message-bytes.ts';
import { openTokenGauge } from '../../../src/agent/context/open-token-gauge.ts';
import { roomForInput } from '../../../src/agent/context/room-for-input.ts';
import { type Message, ModelFault } from '../../../src/model/ask-model.ts';

const never = new AbortController().signal;
const prompt: readonly Message[] = [
  { role: 'system', text: 'Rules.' },
  { role: 'user', text: 'Issue 7: the sum is wrong.' },
];
const notes = ['Task state', 'Decisions', 'Files touched', 'Tests and their state', 'Constraints learnt', 'Next steps']
  .map((heading) => `## ${heading}\nNote on ${heading.toLowerCase()}.`)
  .join('\n\n');

function someConversation(options: Partial<ConversationOptions> = {}): Conversation {
  const facts = () => ({ plan: [], changedFiles: [], lastCommand: null });
  return openConversation(prompt, { contextWindow: 20_000, maxOutputTokens: 4_000, tools: [], facts, ...options });
}

/** One answer with one call, and what came out of it. */
function step(name: string, output: string, extras: Readonly<Record<string, unknown>> = {}): readonly Message[] {
  const toolCalls = [{ id: `call-${name}`, name: 'bash', arguments: JSON.stringify({ command: name }) }];
  return [
    { role: 'assistant', text: '', toolCalls, extras },
    { role: 'tool', callId: `call-${name}`, text: output },
  ];
}

function addSteps(conversation: Conversation, count: number, outputCharacters: number, from = 0): void {
  for (let at = from; at < from + count; at += 1)
    for (const message of step(`step ${at}`, `exit code 0 · 5 ms\n${'word '.repeat(outputCharacters / 5)}`))
      conversation.add(message);
}

function summarising(answer: string | Error = notes): { ask: AskForText; requests: (readonly Message[])[] } {
  const requests: (readonly Message[])[] = [];
  const ask = async (messages: readonly Message[]) => {
    requests.push(messages);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask, requests };
}

const textOf = (messages: readonly Message[]) => messages.map((message) => JSON.stringify(message)).join('\n');

/** Every call is answered once, right after the answer that made it, and nothing else is answered. */
function unansweredCalls(messages: readonly Message[]): readonly string[] {
  const open = new Set<string>();
  const wrong: string[] = [];
  for (const message of messages) {
    if (message.role === 'tool' && !open.delete(message.callId)) wrong.push(`result without call: ${message.callId}`);
    if (message.role === 'tool') continue;
    wrong.push(...open);
    open.clear();
    if (message.role === 'assistant') for (const { id } of message.toolCalls) open.add(id);
  }
  return [...wrong, ...open];
}

describe('the length of a conversation', () => {
  test('is estimated at first, tools included', () => {
    const tools = [{ name: 'bash', description: 'x'.repeat(4_000), parameters: {} }];

    const without = someConversation().tokens;
    const withTools = someConversation({ tools }).tokens;

    expect(without).toBeLessThan(50);
    expect(withTools - without).toBeGreaterThan(1_000);
  });

  test.for(['before', 'after'] as const)('follows what the provider counted, told %s the answer is added', (when) => {
    const conversation = someConversation();
    conversation.add({ role: 'user', text: 'x'.repeat(8_000) });
    const estimate = conversation.tokens;

    const usage = { inputTokens: estimate * 2, cachedInputTokens: 0, outputTokens: 1, costUsd: null };
    const answer: Message = { role: 'assistant', text: 'y'.repeat(4_000), toolCalls: [], extras: {} };
    if (when === 'before') conversation.noteUsage(usage);
    conversation.add(answer);
    if (when === 'after') conversation.noteUsage(usage);

    expect(conversation.tokens).toBeGreaterThan(estimate * 2 + 1_900);
    expect(conversation.tokens).toBeLessThan(estimate * 2 + 2_100);
  });

  test('is not doubled by an answer that took two tries', () => {
    const gauge = openTokenGauge();

    for (const tokens of [1_000, 1_000, 2_000, 1_000]) gauge.note(4_000, tokens);

    expect(gauge.tokensIn(8_000)).toBe(2_000);
  });

  test.for([
    ['a server that counts nothing', 0, 2_000],
    ['a server that counts only what it did not cache', 1, 1_334],
    ['a count of something else', 1_000_000, 5_334],
  ] as const)('keeps its sense with %s', ([, counted, tokens]) => {
    const gauge = openTokenGauge();

    gauge.note(8_000, counted);

    expect(gauge.tokensIn(8_000)).toBe(tokens);
  });

  test('includes calls and what must be sent back', () => {
    const toolCalls = [{ id: '1', name: 'write', arguments: 'x'.repeat(1_000) }];
    const plain: Message = { role: 'assistant', text: '', toolCalls: [], extras: {} };

    expect(messageBytes({ ...plain, toolCalls }) - messageBytes(plain)).toBeGreaterThan(1_000);
    expect(messageBytes({ ...plain, extras: { r: 'x'.repeat(500) } }) - messageBytes(plain)).toBeGreaterThan(500);
  });

  test.for([
    ['an answer as long as it may be', 200_000, 32_000, 168_000],
    ['16k where that is not known', 200_000, null, 183_616],
    ['a quarter of a small window', 8_000, null, 6_000],
    ['half of the window, when the longest answer is called all of it', 32_000, 32_000, 16_000],
  ] as const)('leaves room for %s', ([, window, output, room]) => {
    expect(roomForInput(window, output)).toBe(room);
  });

  test('is full at four fifths of the room for input', () => {
    const conversation = someConversation({ contextWindow: 20_000, maxOutputTokens: 10_000 });

    conversation.add({ role: 'user', text: 'x'.repeat(7_800 * 4) });
    const before = conversation.isFull;
    conversation.add({ role: 'user', text: 'x'.repeat(300 * 4) });

    expect([before, conversation.isFull]).toEqual([false, true]);
  });
});

describe('masking', () => {
  test('leaves out the text of old observations and says what it was', () => {
    const long = `exit code 1 · 80 ms\n${'a\n'.repeat(1_560)}`;
    const spilled = `exit code 0 · 5 ms\nhead\n[… 9 lines left out; all of it is in /tmp/sandpiper/output-ab12.txt, for view …]\n${'b'.repeat(500)}`;
    const messages = [...step('a', long), ...step('b', spilled), ...step('c', 'short'), ...step('d', long)];

    const masked = maskObservations(messages, 1).flatMap((one) => (one.role === 'tool' ? [one.text] : []));

    expect(masked).toEqual([
      '[output elided: 3,140 characters; exit code 1; call the tool again if you need it]',
      `[output elided: ${spilled.length} characters; exit code 0; all of it is in /tmp/sandpiper/output-ab12.txt]`,
      'short',
      long,
    ]);
  });

  test('comes first, needs no model, and keeps the last twelve observations and every call', async () => {
    const conversation = someConversation();
    addSteps(conversation, 30, 1_800);
    const { ask, requests } = summarising();

    const shrink = await conversation.shrink(ask, never);

    expect(shrink?.how).toBe('masked');
    expect(requests).toEqual([]);
    const observations = conversation.messages.flatMap((one) => (one.role === 'tool' ? [one.text] : []));
    expect(observations.map((text) => text.startsWith('[output elided'))).toEqual([
      ...Array.from({ length: 18 }, () => true),
      ...Array.from({ length: 12 }, () => false),
    ]);
    expect(unansweredCalls(conversation.messages)).toEqual([]);
    expect(conversation.messages.slice(0, 2)).toEqual(prompt);
    expect(conversation.tokens).toBe(shrink?.after);
    expect(shrink?.after).toBeLessThan(shrink?.before ?? 0);
  });
});

describe('a summary', () => {
  /** Full, and masking would free little: all observations are among the last. */
  function fullConversation(options: Partial<ConversationOptions> = {}): Conversation {
    const conversation = someConversation(options);
    addSteps(conversation, 11, 5_000);
    return conversation;
  }

  test('stands for the older steps when masking frees too little', async () => {
    const plan = [{ text: 'Find the cause', status: 'done' as const }];
    const facts = { plan, changedFiles: ['src/add.js'], lastCommand: { command: 'npm test', outcome: 'exit code 1' } };
    const conversation = fullConversation({ facts: () => facts });

    const shrink = await conversation.shrink(summarising().ask, never);

    expect(shrink?.how).toBe('summarised');
    expect(conversation.messages.slice(0, 2)).toEqual(prompt);
    const told = conversation.messages[2];
    expect(told?.role).toBe('user');
    expect(told?.text).toBe(conversation.summary);
    for (const words of ['Note on next steps.', '[done] Find the cause', '- src/add.js', 'npm test → exit code 1'])
      expect(told?.text).toContain(words);
  });

  test('keeps the last steps as they were, calls with their results, and thoughts only of those', async () => {
    const conversation = someConversation();
    for (let at = 0; at < 11; at += 1)
      for (const message of step(`step ${at}`, 'x'.repeat(5_000), { reasoning: `thought ${at}.` }))
        conversation.add(message);
    const before = [...conversation.messages];

    await conversation.shrink(summarising().ask, never);

    const kept = conversation.messages.slice(3);
    expect(kept.length).toBeGreaterThanOrEqual(4);
    expect(kept).toEqual(before.slice(-kept.length));
    expect(kept[0]?.role).toBe('assistant');
    expect(unansweredCalls(conversation.messages)).toEqual([]);
    expect(textOf(conversation.messages)).toContain('thought 10.');
    expect(textOf(conversation.messages)).not.toContain('thought 0.');
  });

  test('is asked for without calls to go on with, from what is quoted', async () => {
    const conversation = fullConversation();
    const { ask, requests } = summarising();

    await conversation.shrink(ask, never);

    expect(requests).toHaveLength(1);
    const [system, user, ...more] = requests[0] ?? [];
    expect([system?.role, user?.role, more.length]).toEqual(['system', 'user', 0]);
    expect(user?.text).toMatch(/<task-\w{32}>[\s\S]*the sum is wrong[\s\S]*<record-\w{32}>\nENGINEER:[\s\S]*step 0/);
    expect((user?.text ?? '').length).toBeLessThan(40_000);
  });

  test('hands on what was said before it, and what maintainers said, but no notices', async () => {
    const conversation = someConversation();
    conversation.add({ role: 'user', text: 'A maintainer says: keep the old name.' }, 'maintainer');
    conversation.add({ role: 'user', text: 'Four fifths of your steps are gone.' }, 'notice');
    conversation.add({ role: 'user', text: 'Guidance of docs/.' }, 'guidance');
    conversation.add({ role: 'user', text: 'Nobody said what this is.' });
    const { ask, requests } = summarising();

    addSteps(conversation, 11, 5_000);
    await conversation.shrink(ask, never);
    addSteps(conversation, 9, 5_000, 20);
    await conversation.shrink(ask, never);

    const text = textOf(conversation.messages);
    expect(conversation.messages.filter(({ role }) => role === 'user')).toHaveLength(2);
    expect(text.match(/keep the old name/g)).toHaveLength(1);
    expect(text.match(/Nobody said what this is/g)).toHaveLength(1);
    expect(text).not.toContain('Four fifths');
    expect(text).not.toContain('Guidance of docs');
    expect(textOf(requests[0] ?? [])).not.toContain('Note on decisions.');
    expect(textOf(requests[1] ?? [])).toContain('Note on decisions.');
  });

  test.for([
    ['a fault of the model', new ModelFault('context-overflow', 'Too long.')],
    ['an empty answer', '  '],
    ['a refusal', 'I cannot help with that.'],
  ] as const)('is made without the model after %s', async ([, answer]) => {
    const facts = {
      plan: [],
      changedFiles: ['src/add.js'],
      lastCommand: { command: 'npm test', outcome: 'exit code 1' },
    };
    const conversation = fullConversation({ facts: () => facts });

    const shrink = await conversation.shrink(summarising(answer).ask, never);

    expect(shrink?.how).toBe('summarised');
    const told = conversation.messages[2]?.text ?? '';
    for (const words of ['## Task state', 'step 0', '→ exit code 0', '## Next steps', 'npm test → exit code 1'])
      expect(told).toContain(words);
    expect(told.length).toBeLessThan(16_000);
  });

  test('is not made up for a bug, nor after the end', async () => {
    const bug = fullConversation().shrink(summarising(new TypeError('bug')).ask, never);
    await expect(bug).rejects.toThrow('bug');

    const ended = fullConversation().shrink(
      () => Promise.withResolvers<string>().promise,
      AbortSignal.abort(new Error('stopped')),
    );
    await expect(ended).rejects.toThrow('stopped');
  });

  test('is made at most three times', async () => {
    const conversation = someConversation();
    const outcomes: (string | undefined)[] = [];

    for (let round = 0; round < 5; round += 1) {
      while (!conversation.isFull) addSteps(conversation, 1, 5_000, conversation.messages.length * 100 + round);
      outcomes.push((await conversation.shrink(summarising().ask, never))?.how);
    }

    expect(outcomes).toEqual(['summarised', 'summarised', 'summarised', undefined, undefined]);
  });

  test('is no use where the prompt alone is too long', async () => {
    const conversation = someConversation({ contextWindow: 20, maxOutputTokens: 10 });

    expect(conversation.isFull).toBe(true);
    expect(await conversation.shrink(summarising().ask, never)).toBeNull();
  });
});

describe('the steps that are kept', () => {
  const size = (messages: readonly Message[]) => messages.reduce((sum, one) => sum + messageBytes(one), 0);
  const old = step('old', 'x'.repeat(1_000));
  const last = step('last', 'x'.repeat(1_000));

  test('are whole, and as many as there is room for', () => {
    const all = [...old, ...last];

    expect(keepRecentSteps(all, size(all))).toEqual({ dropped: [], kept: all });
    expect(keepRecentSteps(all, size(all) - 1)).toEqual({ dropped: old, kept: last });
  });

  test('are the last without its output, when that alone is too long', () => {
    const { dropped, kept } = keepRecentSteps([...old, ...last], 500);

    expect(dropped).toEqual(old);
    expect(kept[0]).toEqual(last[0]);
    expect(kept[1]?.text).toMatch(/^\[output elided/);
  });

  test('are none, when there is not even room for its calls', () => {
    expect(keepRecentSteps([...old, ...last], 50)).toEqual({ dropped: [...old, ...last], kept: [] });
  });

  test('bring what was said after them', () => {
    const said: Message = { role: 'user', text: 'Go on.' };

    expect(keepRecentSteps([...old, ...last, said], size([...last, said])).kept).toEqual([...last, said]);
  });
});

test.for([
  ['a little', 22_000, 20],
  ['three times', 9_000, 20],
  ['ten times', 9_000, 80],
  ['fifty times', 2_000, 80],
] as const)(
  'a window %s smaller than was thought is found out by what the provider refuses',
  async ([, real, steps]) => {
    const conversation = someConversation({ contextWindow: 200_000, maxOutputTokens: null });
    const { ask } = summarising();
    const lengths = [conversation.tokens];

    addSteps(conversation, steps, 5_000);
    lengths[0] = conversation.tokens;
    for (let shrink = null; conversation.tokens > real; lengths.push(shrink.after)) {
      shrink = await conversation.shrink(ask, never);
      if (shrink === null) break;
    }

    expect(conversation.tokens).toBeLessThanOrEqual(real);
    expect(lengths).toEqual(lengths.toSorted((one, other) => other - one));
    expect(lengths.length).toBeLessThanOrEqual(4);
    expect(unansweredCalls(conversation.messages)).toEqual([]);
  },
);

test('99 % of all bytes of 200 requests repeat the request before, with a masking among them', async () => {
  const conversation = someConversation({ contextWindow: 92_000, maxOutputTokens: 16_000 });
  const { ask } = summarising();
  const shrinks: string[] = [];
  let previous = '';
  let repeated = 0;
  let total = 0;

  for (let step = 0; step < 200; step += 1) {
    addSteps(conversation, 1, 1_900, step);
    if (conversation.isFull) shrinks.push((await conversation.shrink(ask, never))?.how ?? 'none');
    const request = textOf(conversation.messages);
    repeated += commonPrefix(previous, request);
    total += previous.length;
    previous = request;
  }

  expect(shrinks).toEqual(['masked']);
  expect(repeated / total).toBeGreaterThanOrEqual(0.99);
});

function commonPrefix(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
