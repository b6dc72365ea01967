import { once } from 'node:events';
import { LLMock } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { Message, ModelFault, ModelRequest } from '../../src/model/ask-model.ts';
import { openAiModel } from '../../src/model/openai-model.ts';
import {
  begin,
  completed,
  cut,
  event,
  faultOf,
  goodResponse,
  itemDone,
  named,
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
  words,
} from '../support/model-server.ts';

const profile = someProfile({ wire: 'responses', effort: 'medium', maxOutputTokens: 5_000 });

function ask(server: { readonly baseUrl: string }, changes: Parameters<typeof someSettings>[0] = {}) {
  return openAiModel(someSettings({ baseUrl: server.baseUrl, profile, ...changes }));
}

const thought = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 'It must be the sum.' }],
  encrypted_content: 'c2VhbGVk',
};
const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'bash', arguments: '{"command":"ls"}' };

const patchTool = {
  name: 'apply_patch',
  description: 'Changes files.',
  parameters: { type: 'object', properties: { patch: { type: 'string' } } },
  freeform: { parameter: 'patch', grammar: 'start: /.+/' },
} as const;

const withPatch: ModelRequest = { ...question, tools: [...question.tools, patchTool] };

test('a mock of the whole API is understood: words, thoughts, calls and usage', async () => {
  const mock = new LLMock({ port: 0, strict: true });
  mock.onMessage('Fix it.', {
    content: 'Looking.',
    reasoning: 'Where is it?',
    toolCalls: [
      { name: 'bash', arguments: '{"command":"ls"}' },
      { name: 'bash', arguments: '{"command":"npm test"}' },
    ],
    usage: { input_tokens: 2000, output_tokens: 50, total_tokens: 2050 },
  });
  await mock.start();

  const answer = await ask({ baseUrl: `${mock.url}/v1` })(question, patience(), never);
  await mock.stop();

  expect(answer.message.text).toBe('Looking.');
  expect(answer.reasoning).toBe('Where is it?');
  expect(answer.message.toolCalls.map(({ arguments: text }) => text)).toEqual([
    '{"command":"ls"}',
    '{"command":"npm test"}',
  ]);
  expect(answer.usage).toEqual({ inputTokens: 2000, cachedInputTokens: 0, outputTokens: 50, costUsd: 0.0025 });
});

test('the provider is asked to keep nothing, to seal its thoughts, and for tools that are not strict', async () => {
  await using server = await startModelServer(goodResponse);

  await ask(server)(withPatch, patience(), never);

  expect(server.paths).toEqual(['/v1/responses']);
  expect(server.body(0)).toMatchObject({
    stream: true,
    store: false,
    include: ['reasoning.encrypted_content'],
    reasoning: { effort: 'medium', summary: 'auto' },
    max_output_tokens: 5_000,
    parallel_tool_calls: true,
    tools: [
      { type: 'function', name: 'bash', strict: false },
      { type: 'custom', name: 'apply_patch', format: { type: 'grammar', syntax: 'lark', definition: 'start: /.+/' } },
    ],
    input: [
      { role: 'system', content: 'You fix issues.' },
      { role: 'user', content: 'Fix it.' },
    ],
  });
  expect(server.texts[0]).not.toContain('temperature');
});

test('cached input is counted and priced apart', async () => {
  await using server = await startModelServer(goodResponse);

  const { usage } = await ask(server)(question, patience(), never);

  expect(usage).toEqual({ inputTokens: 1000, cachedInputTokens: 600, outputTokens: 100, costUsd: 0.00146 });
});

test('thoughts, words and calls go back as they came, in their order, and unchanged', async () => {
  const second = { ...thought, id: 'rs_2', encrypted_content: 'bW9yZQ==' };
  const said = { ...words('I look.'), phase: 'commentary' };
  const other = { ...call, id: 'fc_2', call_id: 'call_2', arguments: '{"command":"pwd"}' };
  const items = [thought, said, call, second, other];
  await using server = await startModelServer(
    stream(...items.map(itemDone), completed({ output: items })),
    goodResponse,
  );
  const model = ask(server);

  const { message, reasoning } = await model(question, patience(), never);
  const results = message.toolCalls.map(({ id }): Message => ({ role: 'tool', callId: id, text: `of ${id}` }));
  await model({ ...question, messages: [...question.messages, message, ...results] }, patience(), never);

  expect(message.toolCalls.map(({ id }) => id)).toEqual(['call_1', 'call_2']);
  expect(reasoning).toBe('It must be the sum.\n\nIt must be the sum.');
  expect(server.body(1).input.slice(2)).toEqual([
    thought,
    said,
    { type: 'function_call', call_id: 'call_1', name: 'bash', arguments: '{"command":"ls"}' },
    second,
    { type: 'function_call', call_id: 'call_2', name: 'bash', arguments: '{"command":"pwd"}' },
    { type: 'function_call_output', call_id: 'call_1', output: 'of call_1' },
    { type: 'function_call_output', call_id: 'call_2', output: 'of call_2' },
  ]);
});

test('a patch in plain text arrives as the argument of its tool, and goes back as plain text', async () => {
  const patch = '*** Begin Patch\n"quoted"\n*** End Patch';
  const item = { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_9', name: 'apply_patch', input: patch };
  await using server = await startModelServer(stream(itemDone(item), completed()), goodResponse);
  const model = ask(server);

  const { message } = await model(withPatch, patience(), never);
  const observed: Message = { role: 'tool', callId: 'call_9', text: 'Done.' };
  await model({ ...withPatch, messages: [...withPatch.messages, message, observed] }, patience(), never);

  expect(message.toolCalls).toEqual([{ id: 'call_9', name: 'apply_patch', arguments: JSON.stringify({ patch }) }]);
  expect(server.body(1).input.slice(2)).toEqual([
    { type: 'custom_tool_call', call_id: 'call_9', name: 'apply_patch', input: patch },
    { type: 'custom_tool_call_output', call_id: 'call_9', output: 'Done.' },
  ]);
});

test('what was recorded over one API can be sent over the other', async () => {
  await using responses = await startModelServer(
    stream(...[thought, words('Hm.'), call].map(itemDone), completed()),
    goodResponse,
  );
  await using chat = await startModelServer(
    stream(event({ choices: [{ delta: { content: 'Hi', reasoning_content: 'so' }, finish_reason: 'stop' }] })),
  );
  const chatModel = openAiModel(someSettings({ baseUrl: chat.baseUrl }));
  const model = ask(responses);

  const { message: overResponses } = await model(question, patience(), never);
  const { message: overChat } = await chatModel(question, patience(), never);
  await chatModel({ ...question, messages: [...question.messages, overResponses] }, patience(), never);
  await model({ ...question, messages: [...question.messages, overChat] }, patience(), never);

  expect(chat.body(1).messages[2]).toEqual({
    role: 'assistant',
    content: 'Hm.',
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } }],
  });
  expect(responses.body(1).input[2]).toEqual({ role: 'assistant', content: 'Hi' });
});

test('a server that does not stream is understood', async () => {
  const whole = { object: 'response', status: 'completed', error: null, output: [thought, words('Hi'), call] };
  await using server = await startModelServer(status(200, whole));

  const { message } = await ask(server)(question, patience(), never);

  expect(message).toMatchObject({ text: 'Hi', toolCalls: [{ id: 'call_1', name: 'bash' }] });
});

test('events and items that nobody knows yet are passed over', async () => {
  await using server = await startModelServer(
    stream(
      named('response.keepalive'),
      named('response.thing.delta', { delta: { a: 1 } }),
      itemDone({ type: 'hologram', id: 'h_1' }),
      itemDone(words('Hello')),
      completed(),
    ),
    goodResponse,
  );
  const model = ask(server);

  const { message } = await model(question, patience(), never);
  await model({ ...question, messages: [...question.messages, message] }, patience(), never);

  expect(message.text).toBe('Hello');
  expect(server.body(1).input).toHaveLength(3);
});

const half = named('response.output_item.added', { item: { ...call, arguments: '' } });
const halfArguments = named('response.function_call_arguments.delta', { delta: '{"comm' });

const passingTroubles: readonly (readonly [string, Reply])[] = [
  ['a stream that ends in the middle', stream(named('response.created'), half, halfArguments)],
  ['a stream that ends behind a whole call', stream(itemDone(call))],
  ['a connection reset in the middle', cut(named('response.created'), half)],
  [
    'a response that failed',
    stream(
      named('response.failed', { response: { status: 'failed', error: { code: 'server_error', message: 'oops' } } }),
    ),
  ],
  ['a response that was cancelled', stream(named('response.completed', { response: { status: 'cancelled' } }))],
  ['an error event', stream(named('error', { code: 'server_error', message: 'oops', param: null }))],
  [
    'an error event with its error inside',
    stream(named('error', { error: { type: 'server_error', message: 'oops' } })),
  ],
  ['an error inside a successful response', status(200, { error: { message: 'Upstream', code: 502 } })],
  ['an event that is not JSON', stream(named('response.created'), 'data: {"type": \n\n')],
  ['an event of another API', stream(event({ choices: [] }))],
  ['a call without a shape', stream(itemDone({ type: 'function_call', arguments: 7 }))],
  ['nothing', stream()],
  ['500', refusal(500, 'oops')],
];

test.for(passingTroubles)('%s is tried again, and the partial answer is forgotten', async ([, trouble]) => {
  await using server = await startModelServer(trouble, goodResponse);

  const { message } = await ask(server)(question, patience(), never);

  expect(message).toMatchObject({ text: 'Hello', toolCalls: [] });
  expect(server.texts).toHaveLength(2);
});

const lastingTroubles: readonly (readonly [string, Reply, ModelFault['kind']])[] = [
  ['401', refusal(401, 'Incorrect API key: sk-secret-key'), 'refused-key'],
  ['404', refusal(404, 'no such model', 'model_not_found'), 'unknown-model'],
  ['400', refusal(400, 'bad input'), 'bad-request'],
  ['an overflow before the answer', refusal(400, 'too long', 'context_length_exceeded'), 'context-overflow'],
  [
    'an overflow in the stream',
    stream(
      named('response.failed', {
        response: { status: 'failed', error: { code: 'context_length_exceeded', message: 'x' } },
      }),
    ),
    'context-overflow',
  ],
];

test.for(lastingTroubles)('%s ends in a fault that says what to do', async ([, trouble, kind]) => {
  await using server = await startModelServer(trouble);

  const fault = await faultOf(ask(server)(question, patience(), never));

  expect(fault.kind).toBe(kind);
  expect(fault.nextAction).toMatch(/^[A-Z].*\.$/);
  expect(fault.message).not.toContain('sk-secret-key');
  expect(server.texts).toHaveLength(1);
});

test('an endpoint that does not know this API is named with it', async () => {
  await using server = await startModelServer(status(404, 'Not Found'));

  const fault = await faultOf(ask(server)(question, patience(), never));

  expect(fault.nextAction).toContain('Responses API');
});

test.for([
  ['max_output_tokens', 'length'],
  ['content_filter', 'refused'],
] as const)('a response that is incomplete because of %s means %s', async ([reason, finish]) => {
  const output = [{ ...call, arguments: '{"command": "l' }];
  const response = { status: 'incomplete', incomplete_details: { reason }, output };
  await using server = await startModelServer(stream(itemDone(thought), named('response.incomplete', { response })));

  const answer = await ask(server)(question, patience(), never);

  expect(answer.finish).toBe(finish);
  expect(answer.message.toolCalls).toHaveLength(1);
});

test('a refusal in words is told apart from an answer', async () => {
  const item = {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    content: [{ type: 'refusal', refusal: 'I will not.' }],
  };
  await using server = await startModelServer(stream(itemDone(item), completed()));

  const answer = await ask(server)(question, patience(), never);

  expect(answer).toMatchObject({ finish: 'refused', message: { text: 'I will not.' } });
});

test('two calls under one id are two calls', async () => {
  const items = [call, { ...call, id: 'fc_2', arguments: '{"command":"pwd"}' }];
  await using server = await startModelServer(stream(...items.map(itemDone), completed({ output: items })));

  const { message } = await ask(server)(question, patience(), never);

  expect(message.toolCalls.map(({ arguments: text }) => text)).toEqual(['{"command":"ls"}', '{"command":"pwd"}']);
  expect(new Set(message.toolCalls.map(({ id }) => id)).size).toBe(2);
});

test('a silent connection is given up', async () => {
  await using server = await startModelServer((_request, response) => {
    begin(response);
    response.write(named('response.created'));
  }, goodResponse);

  const { message } = await ask(server, { idleTimeoutMs: 50 })(question, patience(), never);

  expect(message.text).toBe('Hello');
});

test('an answer without end is given up', async () => {
  const endless: Reply = (_request, response) => {
    begin(response);
    const more = named('response.output_text.delta', { delta: 'x'.repeat(100_000) });
    const drip = setInterval(() => response.write(more.repeat(10)), 1);
    response.once('close', () => clearInterval(drip));
  };
  await using server = await startModelServer(endless);

  const fault = await faultOf(ask(server, { retries: { attempts: 1 } })(question, patience(), never));

  expect(fault).toMatchObject({ kind: 'nonsense', message: expect.stringContaining('does not end') });
});

test('a try that was cut before its usage came is estimated by what was seen of it', async () => {
  const text = named('response.output_text.delta', { delta: 'x'.repeat(400) });
  await using server = await startModelServer(cut(named('response.created'), text), goodResponse);

  const { usage, isEstimate } = await ask(server)(question, patience(), never);

  expect(usage.outputTokens).toBe(100 + 100);
  expect(isEstimate).toBe(true);
});

test('aborting ends a running request at once and reaches the server', async () => {
  const controller = new AbortController();
  let hungUp: Promise<unknown> = Promise.resolve();
  await using server = await startModelServer((_request, response) => {
    hungUp = once(response, 'close');
    begin(response);
    response.write(named('response.created'), () => controller.abort(new Error('cancelled by a person')));
  });

  await expect(ask(server)(question, patience(), controller.signal)).rejects.toThrow('cancelled by a person');
  await hungUp;
});

test('the key of the cache is that of the run, and tells nothing', async () => {
  await using server = await startModelServer(goodResponse);
  const model = ask(server);
  const other = { ...question, messages: [{ role: 'user', text: 'Another issue.' } as const] };

  const { message } = await model(question, patience(), never);
  await model(
    { ...question, messages: [...question.messages, message, { role: 'user', text: 'On.' }] },
    patience(),
    never,
  );
  await model(other, patience(), never);

  const [first, second, third] = [0, 1, 2].map((index) => server.body(index)['prompt_cache_key']);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('the package itself takes a cut response for a whole one', async () => {
  await using server = await startModelServer(
    stream(named('response.created', { response: { status: 'in_progress' } }), half),
  );
  const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'x', maxRetries: 0 });
  const events: unknown[] = [];

  for await (const some of await client.responses.create({ model: 'm', input: 'x', stream: true })) events.push(some);

  expect(events).toHaveLength(2);
});
