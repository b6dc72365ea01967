import { expect, test } from 'vitest';
import type { Message, ModelRequest } from '../../src/model/ask-model.ts';
import { openAiModel } from '../../src/model/openai-model.ts';
import {
  completed,
  delta,
  done,
  event,
  faultOf,
  good,
  goodResponse,
  itemDone,
  never,
  patience,
  question,
  type Reply,
  refusal,
  someProfile,
  someSettings,
  startModelServer,
  status,
  stream,
} from '../support/model-server.ts';

const thinking: Message = {
  role: 'assistant',
  text: '',
  toolCalls: [{ id: 'c1', name: 'bash', arguments: '{}' }],
  extras: { reasoning_content: 'Hm.', responses_output: [{ type: 'reasoning', id: 'rs_1', encrypted_content: 'x' }] },
};
const thoughtless: Message = { ...thinking, extras: {} };

function after(...messages: readonly Message[]): ModelRequest {
  return { ...question, messages: [...question.messages, ...messages] };
}

const unknownField: readonly (readonly [string, Reply])[] = [
  [
    'Mistral',
    status(422, {
      message: {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'messages', 2, 'assistant', 'reasoning_content'],
            msg: 'Extra inputs are not permitted',
          },
        ],
      },
    }),
  ],
  ['a gateway', refusal(400, "Extra inputs are not permitted, field: 'messages[2].reasoning', value: 'Hm.'")],
  [
    'Groq',
    refusal(
      400,
      "'messages.2' : for 'role:assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported)]",
    ),
  ],
  ['a server', refusal(400, 'unknown field reasoning_content')],
];

test.for(unknownField)('thoughts that %s does not want back are left out from then on', async ([, trouble]) => {
  await using server = await startModelServer(trouble, good);
  const model = openAiModel(someSettings({ baseUrl: server.baseUrl }));
  const told = patience();

  await model(after(thinking), told, never);
  await model(after(thinking), told, never);

  expect(server.texts.map((text) => text.includes('reasoning_content'))).toEqual([true, false, false]);
  expect(told.waits).toEqual([]);
});

test.for([
  ['DeepSeek', 'The `reasoning_content` in the thinking mode must be passed back to the API.'],
  ['DeepSeek, as it was', 'Missing `reasoning_content` field in the assistant message at message index 2.'],
  ['Kimi', 'thinking is enabled but reasoning_content is missing in assistant tool call message at index 2'],
] as const)('where %s asks for thoughts, every answer carries the field from then on', async ([, message]) => {
  await using server = await startModelServer(refusal(400, message), good);
  const model = openAiModel(someSettings({ baseUrl: server.baseUrl }));

  await model(after(thinking, thoughtless), patience(), never);
  await model(after(thinking, thoughtless), patience(), never);

  const sent = [1, 2].map((index) =>
    server
      .body(index)
      .messages.slice(2)
      .map((each) => each['reasoning_content']),
  );
  expect(sent).toEqual([
    ['Hm.', ''],
    ['Hm.', ''],
  ]);
});

test('a server that contradicts itself is not asked for ever', async () => {
  const wanted = refusal(400, 'reasoning_content is missing');
  const unwanted = refusal(400, 'unknown field reasoning_content');
  await using server = await startModelServer(unwanted, wanted);

  const fault = await faultOf(
    openAiModel(someSettings({ baseUrl: server.baseUrl }))(after(thinking), patience(), never),
  );

  expect(fault.kind).toBe('bad-request');
  expect(server.texts).toHaveLength(2);
});

test.for(['always', 'never'] as const)('a profile that says %s is not argued with', async (echoReasoning) => {
  await using server = await startModelServer(refusal(400, 'unknown field reasoning_content'));
  const settings = someSettings({ baseUrl: server.baseUrl, profile: someProfile({ echoReasoning }) });

  await faultOf(openAiModel(settings)(after(thinking, thoughtless), patience(), never));

  expect(server.texts.map((text) => text.includes('reasoning_content'))).toEqual([echoReasoning === 'always']);
});

test('a refusal that was billed is counted', async () => {
  const counts = event({ choices: [], usage: { prompt_tokens: 70, completion_tokens: 0 } });
  const billed = stream(counts, event({ error: { message: 'unknown field reasoning_content' } }));
  await using server = await startModelServer(billed, good);

  const { usage } = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(after(thinking), patience(), never);

  expect(usage.inputTokens).toBe(1_070);
});

test('thoughts that the Responses API cannot open again are left out from then on', async () => {
  await using server = await startModelServer(
    refusal(400, 'The encrypted content for item rs_1 could not be verified.'),
    goodResponse,
  );
  const settings = someSettings({ baseUrl: server.baseUrl, profile: someProfile({ wire: 'responses' }) });

  await openAiModel(settings)(after(thinking), patience(), never);

  expect([0, 1].map((index) => server.body(index).input.map(({ type }) => type ?? 'words'))).toEqual([
    ['words', 'words', 'reasoning', 'function_call'],
    ['words', 'words', 'function_call'],
  ]);
});

const noTools: readonly (readonly [string, Reply])[] = [
  ['vLLM', refusal(400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set')],
  ['Ollama', refusal(400, 'registry.ollama.ai/library/gemma3:4b does not support tools')],
  ['llama.cpp', status(500, { error: { code: 500, message: 'tools param requires --jinja flag' } })],
  ['OpenRouter', refusal(404, 'No endpoints found that support tool use.')],
];

test.for(noTools)('where %s has no tools, they are told and called in the text', async ([, trouble]) => {
  const said = 'I look.\n<tool_call>\n{"name": "bash", "arguments": {"command": "ls"}}\n</tool_call>';
  await using server = await startModelServer(trouble, stream(delta({ content: said }, 'stop'), done), good);
  const model = openAiModel(someSettings({ baseUrl: server.baseUrl }));

  const { message, repairs } = await model(question, patience(), never);
  const observed: Message = { role: 'tool', callId: message.toolCalls[0]?.id ?? '', text: 'sum.sh' };
  await model(after(message, observed), patience(), never);

  expect(message).toMatchObject({ text: 'I look.', toolCalls: [{ name: 'bash', arguments: '{"command":"ls"}' }] });
  expect(repairs).toEqual([expect.stringContaining('<tool_call>')]);
  expect(server.body(1)).not.toHaveProperty('tools');
  expect(server.body(1).messages[0]?.['content']).toContain('Runs a command.');
  expect(server.body(2).messages.slice(2)).toEqual([
    {
      role: 'assistant',
      content: 'I look.\n<tool_call>\n{"name": "bash", "arguments": {"command":"ls"}}\n</tool_call>',
    },
    { role: 'user', content: '<tool_response>\nsum.sh\n</tool_response>' },
  ]);
});

test('a profile that says native is not argued with, and text stays text', async () => {
  const said = '<tool_call>\n{"name": "bash", "arguments": {}}\n</tool_call>';
  const profile = someProfile({ toolProtocol: 'native' });
  await using server = await startModelServer(
    stream(delta({ content: said }, 'stop'), done),
    refusal(400, 'does not support tools'),
  );
  const model = openAiModel(someSettings({ baseUrl: server.baseUrl, profile }));

  const { message } = await model(question, patience(), never);
  const fault = await faultOf(model(question, patience(), never));

  expect(message).toMatchObject({ text: said, toolCalls: [] });
  expect(fault.kind).toBe('bad-request');
});

test('a profile that says text sends no tools from the first request', async () => {
  await using server = await startModelServer(good);

  await openAiModel(someSettings({ baseUrl: server.baseUrl, profile: someProfile({ toolProtocol: 'text' }) }))(
    question,
    patience(),
    never,
  );

  expect(server.body(0)).not.toHaveProperty('tools');
});

test.for([
  ['parallel_tool_calls', "Unsupported parameter: 'parallel_tool_calls' is not supported with this model."],
  ['reasoning_effort', "Unsupported value: 'reasoning_effort' does not support 'high' with this model."],
  ['stream_options', 'Unknown parameter: stream_options'],
] as const)('a server that does not know %s goes without', async ([field, message]) => {
  await using server = await startModelServer(refusal(400, message), good);
  const settings = someSettings({ baseUrl: server.baseUrl, profile: someProfile({ effort: 'high' }) });

  await openAiModel(settings)(question, patience(), never);

  expect(server.body(0)).toHaveProperty(field);
  expect(server.body(1)).not.toHaveProperty(field);
});

test.for([
  [
    'reasoning.summary',
    'Your organization must be verified to generate reasoning summaries.',
    { reasoning: { effort: 'high' } },
  ],
  ['prompt_cache_key', 'Unknown parameter: prompt_cache_key', {}],
  ['include', 'Encrypted content is not supported with this model.', {}],
] as const)('a server of the Responses API that refuses %s goes without', async ([field, message, left]) => {
  await using server = await startModelServer(refusal(400, message), goodResponse);
  const profile = someProfile({ wire: 'responses', effort: 'high' });

  await openAiModel(someSettings({ baseUrl: server.baseUrl, profile }))(question, patience(), never);

  expect(server.body(0)).toHaveProperty(field);
  expect(server.body(1)).not.toHaveProperty(field);
  expect(server.body(1)).toMatchObject(left);
});

test('the limit of an answer changes its name where a server knows the other one, and is never given up', async () => {
  const renamed =
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  await using server = await startModelServer(refusal(400, renamed), good);
  const settings = someSettings({ baseUrl: server.baseUrl, profile: someProfile({ maxOutputTokens: 400 }) });

  await openAiModel(settings)(question, patience(), never);

  expect(server.body(0)).toMatchObject({ max_tokens: 400 });
  expect(server.body(1)).toMatchObject({ max_completion_tokens: 400 });
});

test('what one request has taught is known to the next, and to one that was under way', async () => {
  const wait: (() => void)[] = [];
  const slow: Reply = (request, response) => {
    wait.push(() => refusal(400, 'unknown field reasoning_content')(request, response));
    if (wait.length === 2) for (const answer of wait) answer();
  };
  await using server = await startModelServer(slow, slow, good);
  const model = openAiModel(someSettings({ baseUrl: server.baseUrl }));

  const both = await Promise.all([
    model(after(thinking), patience(), never),
    model(after(thinking), patience(), never),
  ]);

  expect(both.map(({ message }) => message.text)).toEqual(['Hello', 'Hello']);
  expect(server.texts).toHaveLength(4);
});

test('two lessons that were learnt at once are both known afterwards', async () => {
  const held: (() => void)[] = [];
  const hold =
    (message: string): Reply =>
    (request, response) => {
      held.push(() => refusal(400, message)(request, response));
      if (held.length === 2) for (const answer of held) answer();
    };
  const judge: Reply = (request, response) => {
    const sent = server.texts.at(-1) ?? '';
    const unknown = ['reasoning_content', 'parallel_tool_calls'].find((field) => sent.includes(field));
    return unknown === undefined
      ? good(request, response)
      : refusal(400, `unknown field ${unknown}`)(request, response);
  };
  await using server = await startModelServer(
    hold('unknown field reasoning_content'),
    hold('unknown field parallel_tool_calls'),
    judge,
  );
  const model = openAiModel(someSettings({ baseUrl: server.baseUrl }));

  await Promise.all([model(after(thinking), patience(), never), model(after(thinking), patience(), never)]);
  const before = server.texts.length;
  await model(after(thinking), patience(), never);

  expect(server.texts).toHaveLength(before + 1);
});

test('a refusal for another reason is not learnt from', async () => {
  await using server = await startModelServer(refusal(400, 'invalid value for messages[2].content'), good);

  const fault = await faultOf(
    openAiModel(someSettings({ baseUrl: server.baseUrl }))(after(thinking), patience(), never),
  );

  expect(fault.kind).toBe('bad-request');
});

const conversation: readonly Message[] = [
  {
    role: 'assistant',
    text: 'Looking.',
    toolCalls: [{ id: 'c1', name: 'bash', arguments: '{"command":"ls"}' }],
    extras: { reasoning_content: 'Hm.' },
  },
  { role: 'tool', callId: 'c1', text: 'a.ts\nb.ts' },
  { role: 'user', text: 'You have used 80 % of your steps.' },
  { role: 'assistant', text: '', toolCalls: [{ id: 'c2', name: 'ba sh', arguments: '{"comm' }], extras: {} },
  { role: 'tool', callId: 'c2', text: 'Not JSON.' },
];

test.for([
  ['chat', 'native'],
  ['chat', 'text'],
  ['responses', 'native'],
] as const)(
  'over %s with %s tools, the bytes of a request are the beginning of the next one',
  async ([wire, toolProtocol]) => {
    await using server = await startModelServer(wire === 'chat' ? good : goodResponse);
    const profile = someProfile({ wire, toolProtocol, effort: 'high', maxOutputTokens: 9_000 });
    const model = openAiModel(someSettings({ baseUrl: server.baseUrl, profile }));

    // A spending cap says another limit each time.
    await model({ ...after(...conversation.slice(0, 3)), maxOutputTokens: 8_000 }, patience(), never);
    await model({ ...after(...conversation), maxOutputTokens: 7_000 }, patience(), never);

    const [shorter = '', longer = ''] = server.texts;
    const beginning = shorter.slice(0, shorter.lastIndexOf(']'));
    expect(longer.startsWith(beginning)).toBe(true);
    expect(beginning.length / shorter.length).toBeGreaterThan(0.95);
  },
);

test('an answer that came over the Responses API leaves the bytes before it as they were', async () => {
  const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' };
  await using server = await startModelServer(
    stream(
      itemDone(item),
      itemDone({ type: 'function_call', id: 'f', call_id: 'c', name: 'bash', arguments: '{}' }),
      completed(),
    ),
    goodResponse,
  );
  const model = openAiModel(someSettings({ baseUrl: server.baseUrl, profile: someProfile({ wire: 'responses' }) }));

  const { message } = await model(question, patience(), never);
  const second = after(message, { role: 'tool', callId: 'c', text: 'ok' });
  await model(second, patience(), never);
  await model({ ...second, messages: [...second.messages, { role: 'user', text: 'On.' }] }, patience(), never);

  const beginnings = server.texts.map((text) => text.slice(0, text.lastIndexOf(']')));
  expect(server.texts[1]?.startsWith(beginnings[0] ?? '-')).toBe(true);
  expect(server.texts[2]?.startsWith(beginnings[1] ?? '-')).toBe(true);
});
