import { once } from 'node:events';
import { LLMock } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { ModelFault } from '../../src/model/ask-model.ts';
import { openAiModel } from '../../src/model/openai-model.ts';
import {
  begin,
  cut,
  delta,
  done,
  event,
  faultOf,
  good,
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
  usage,
} from '../support/model-server.ts';

test('an answer with two calls is put together from its stream and priced', async () => {
  const mock = new LLMock({ port: 0, strict: true });
  mock.onMessage('Fix it.', {
    content: 'Looking.',
    toolCalls: [
      { name: 'bash', arguments: '{"command":"ls"}' },
      { name: 'bash', arguments: '{"command":"npm test"}' },
    ],
    usage: { prompt_tokens: 2000, completion_tokens: 50, total_tokens: 2050 },
  });
  await mock.start();
  const ask = openAiModel(someSettings({ baseUrl: `${mock.url}/v1` }));

  const answer = await ask(question, patience(), never);
  await mock.stop();

  expect(answer.message.text).toBe('Looking.');
  expect(answer.message.toolCalls.map(({ name, arguments: text }) => [name, text])).toEqual([
    ['bash', '{"command":"ls"}'],
    ['bash', '{"command":"npm test"}'],
  ]);
  expect(answer.finish).toBe('complete');
  expect(answer.usage).toEqual({ inputTokens: 2000, cachedInputTokens: 0, outputTokens: 50, costUsd: 0.0025 });
});

test('cached input is counted and priced apart', async () => {
  await using server = await startModelServer(good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.usage).toEqual({ inputTokens: 1000, cachedInputTokens: 600, outputTokens: 100, costUsd: 0.00146 });
});

test('an answer without usage is estimated, so that a token budget counts something', async () => {
  await using server = await startModelServer(stream(delta({ content: 'x'.repeat(400) }), delta({}, 'stop'), done));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl, profile: someProfile({ price: null }) }))(
    question,
    patience(),
    never,
  );

  expect(answer.usage.outputTokens).toBe(100);
  expect(answer.usage.inputTokens).toBeGreaterThan(20);
  expect(answer.usage.costUsd).toBeNull();
});

test('thoughts are kept whole and sent back as they came', async () => {
  const thinking = stream(
    delta({ reasoning_content: 'First ' }),
    delta({ reasoning_content: 'second.' }),
    delta({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'bash', arguments: '{}' } }] }),
    delta({}, 'tool_calls'),
    done,
  );
  await using server = await startModelServer(thinking, good);
  const ask = openAiModel(someSettings({ baseUrl: server.baseUrl }));

  const { message } = await ask(question, patience(), never);
  await ask({ ...question, messages: [...question.messages, message] }, patience(), never);

  expect(message.extras).toEqual({ reasoning_content: 'First second.' });
  expect(server.body(1).messages[2]).toMatchObject({ role: 'assistant', reasoning_content: 'First second.' });
});

test('a call that is not JSON is sent back in a form that servers accept', async () => {
  await using server = await startModelServer(good);
  const broken = { id: 'c1', name: 'ba sh', arguments: '{"command": "ls' };

  await openAiModel(someSettings({ baseUrl: server.baseUrl }))(
    { tools: [], messages: [{ role: 'assistant', text: '', toolCalls: [broken], extras: {} }] },
    patience(),
    never,
  );

  expect(server.body(0).messages[0]).toMatchObject({
    tool_calls: [{ id: 'c1', function: { name: 'ba_sh', arguments: '{"not_json":"{\\"command\\": \\"ls"}' } }],
  });
});

test('a server that does not stream is understood', async () => {
  const whole = { choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }] };
  await using server = await startModelServer(status(200, whole));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.message.text).toBe('Hi');
});

const passingTroubles: readonly (readonly [string, Reply])[] = [
  ['a stream that ends in the middle', stream(delta({ content: 'Hel' }))],
  [
    'a stream that ends in the middle of a call',
    stream(delta({ tool_calls: [{ index: 0, id: 'c', function: { name: 'bash', arguments: '{"comm' } }] })),
  ],
  ['a connection reset in the middle', cut(delta({ content: 'Hel' }))],
  ['a connection reset before the answer', (request) => request.socket.resetAndDestroy()],
  ['an error inside the stream', stream(event({ error: { message: 'oops', code: 'server_error' } }))],
  ['an error event inside the stream', stream(named('error', { error: { message: 'oops' } }))],
  ['an answer broken off by its server', stream(delta({ content: 'Hel' }, 'error'), done)],
  ['an answer its provider had no room for', stream(delta({}, 'insufficient_system_resource'), done)],
  ['an error inside a successful response', status(200, { choices: null, error: { message: 'Upstream', code: 502 } })],
  ['an event that is not JSON', stream(delta({ content: 'Hel' }), 'data: {"choices": [{\n\n')],
  ['an event of another shape', stream(event({ choices: 'none' }))],
  ['no choices', stream(usage, done)],
  ['a page of HTML', (_request, response) => response.end('<html>Welcome</html>')],
  ['a body that is not JSON', status(200, '{"choices": [')],
  ['500', status(500, { error: { message: 'oops' } })],
  ['408', status(408, '')],
];

test.for(passingTroubles)('%s is tried again, and the partial answer is forgotten', async ([, trouble]) => {
  await using server = await startModelServer(trouble, good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.message).toEqual({ role: 'assistant', text: 'Hello', toolCalls: [], extras: {} });
  expect(server.texts).toHaveLength(2);
});

const lastingTroubles: readonly (readonly [string, Reply, ModelFault['kind'], number])[] = [
  ['401', status(401, { error: { message: 'Incorrect API key: sk-secret-key' } }), 'refused-key', 1],
  ['403', status(403, { error: { message: 'no access' } }), 'refused-key', 1],
  ['404', status(404, { error: { message: 'no such model', code: 'model_not_found' } }), 'unknown-model', 1],
  ['400', refusal(400, 'messages: at least one is needed'), 'bad-request', 1],
  ['402', status(402, { error: { message: 'pay first' } }), 'rate-limited', 1],
  ['429 without credit', status(429, { error: { message: 'x', code: 'insufficient_quota' } }), 'rate-limited', 1],
  ['413', status(413, 'Request Entity Too Large'), 'context-overflow', 1],
  ['lasting 500', status(500, { error: { message: 'oops' } }), 'unavailable', 3],
  ['lasting truncation', stream(delta({ content: 'Hel' })), 'unavailable', 3],
  ['lasting nonsense', stream(event({ hello: 'world' })), 'nonsense', 3],
];

test.for(lastingTroubles)('%s ends in a fault that says what to do', async ([, trouble, kind, tries]) => {
  await using server = await startModelServer(trouble);

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never));

  expect(fault).toMatchObject({ name: 'ModelFault', kind });
  expect(fault.nextAction).toMatch(/^[A-Z].*\.$/);
  expect(fault.message).toContain('gpt-5');
  expect(fault.message).not.toContain('sk-secret-key');
  expect(server.texts).toHaveLength(tries);
});

test('an endpoint that does not exist is named', async () => {
  const fault = await faultOf(openAiModel(someSettings())(question, patience(), never));

  expect(fault.kind).toBe('unavailable');
  expect(fault.message).toContain('127.0.0.1:1');
});

test('a silent connection is given up', async () => {
  await using server = await startModelServer((_request, response) => {
    begin(response);
    response.write(delta({ content: 'Hel' }));
  }, good);
  const told = patience();

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl, idleTimeoutMs: 50 }))(question, told, never);

  expect(answer.message.text).toBe('Hello');
  expect(told.waits).toEqual([{ why: expect.stringContaining('was silent for 0.05 s'), waitMs: 500 }]);
});

test('a server that takes the request and says nothing is given up', async () => {
  await using server = await startModelServer(() => undefined, good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl, idleTimeoutMs: 50 }))(
    question,
    patience(),
    never,
  );

  expect(answer.message.text).toBe('Hello');
});

test('an answer that drips for ever is given up', async () => {
  await using server = await startModelServer((_request, response) => {
    begin(response);
    const drip = setInterval(() => response.write(': waiting\n\n'), 10);
    response.once('close', () => clearInterval(drip));
  });
  const settings = someSettings({
    baseUrl: server.baseUrl,
    requestTimeoutMs: 100,
    retries: { attempts: 1 },
  });

  const fault = await faultOf(openAiModel(settings)(question, patience(), never));

  expect(fault.message).toContain('did not finish within 0.1 s');
});

test('a complete answer counts even if the connection breaks behind it', async () => {
  await using server = await startModelServer(cut(delta({ content: 'Hello' }, 'stop')));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.message.text).toBe('Hello');
});

test('what a failed try is known to have cost is added to the answer', async () => {
  await using server = await startModelServer(stream(delta({ content: 'Hel' }), usage), good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.usage).toMatchObject({ inputTokens: 2000, outputTokens: 200, costUsd: 0.00292 });
});

test('aborting ends a running request at once and reaches the server', async () => {
  const controller = new AbortController();
  let hungUp: Promise<unknown> = Promise.resolve();
  await using server = await startModelServer((_request, response) => {
    hungUp = once(response, 'close');
    begin(response);
    response.write(delta({ content: 'Hel' }), () => controller.abort(new Error('cancelled by a person')));
  });

  const answer = openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), controller.signal);

  await expect(answer).rejects.toThrow('cancelled by a person');
  await hungUp;
});

test.for([
  ['length', 'length'],
  ['content_filter', 'refused'],
  ['tool_calls', 'complete'],
] as const)('the finish reason %s means %s', async ([reason, finish]) => {
  await using server = await startModelServer(stream(delta({ content: 'x' }, reason), done));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.finish).toBe(finish);
});

test('the package itself takes a cut stream for a whole one', async () => {
  await using server = await startModelServer(stream(delta({ content: 'Hel' })));
  const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'x', maxRetries: 0 });
  const events: unknown[] = [];

  const answer = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
  for await (const event of answer) events.push(event);

  expect(events).toHaveLength(1);
});

/** As each provider words it. */
const overflows: readonly (readonly [string, Reply])[] = [
  ['OpenAI', refusal(400, 'Your input exceeds the context window of this model.', 'context_length_exceeded')],
  ['OpenAI, by its code alone', status(400, { error: { code: 'context_length_exceeded' } })],
  [
    'Azure',
    refusal(400, "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."),
  ],
  ['vLLM', refusal(400, "This model's maximum context length is 32768 tokens. However, you requested 40000 tokens.")],
  ['llama.cpp', refusal(400, 'the request exceeds the available context size, try increasing it')],
  ['Anthropic', refusal(400, 'prompt is too long: 210000 tokens > 200000 maximum')],
  ['Bedrock', refusal(400, 'Input is too long for requested model.')],
  ['Google', refusal(400, 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).')],
  ['xAI', refusal(400, "This model's maximum prompt length is 131072 but the request contains 140000 tokens.")],
  ['Groq', refusal(400, 'Please reduce the length of the messages or completion.')],
  ['Mistral', refusal(400, 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length')],
  ['Kimi', refusal(400, 'Your request exceeded model token limit: 262144')],
  ['MiniMax', refusal(400, 'invalid params, context window exceeds limit')],
  [
    'LM Studio',
    refusal(400, 'The number of tokens to keep from the initial prompt is greater than the context length'),
  ],
  ['Ollama', refusal(400, 'prompt too long; exceeded max context length by 4 tokens')],
  ['a gateway', refusal(400, 'too many tokens')],
  ['a proxy', status(413, 'Request Entity Too Large')],
  [
    'a limit of a minute that no pause makes larger',
    refusal(429, 'Request too large for gpt-4o on tokens per min (TPM)', 'rate_limit_exceeded'),
  ],
  [
    'OpenRouter, beside its own words',
    status(400, {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: { raw: '{"message":"maximum context length is 9 tokens"}' },
      },
    }),
  ],
  ['Z.ai, as the reason of an end', stream(delta({ content: 'Hel' }, 'model_context_window_exceeded'), done)],
  ['an error in a successful response', status(200, { error: { message: 'prompt is too long', code: 400 } })],
  [
    'a server that leaves no room for an answer',
    stream(delta({}, 'length'), event({ choices: [], usage: { prompt_tokens: 32_768, completion_tokens: 0 } }), done),
  ],
];

test.for(overflows)('a conversation that is too long is known by the words of %s', async ([, trouble]) => {
  await using server = await startModelServer(trouble);

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never));

  expect(fault.kind).toBe('context-overflow');
  expect(server.texts).toHaveLength(1);
});

test('an answer cut by its limit is told apart from one that did not fit', async () => {
  const half = { index: 0, id: 'c1', function: { name: 'bash', arguments: '{"command": "ls' } };
  await using server = await startModelServer(stream(delta({ tool_calls: [half] }), delta({}, 'length'), usage, done));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.finish).toBe('length');
  expect(answer.message.toolCalls).toEqual([{ id: 'c1', name: 'bash', arguments: '{"command": "ls' }]);
});

test('three calls under one id are three calls, each with an id of its own, and it is said', async () => {
  const same = (index: number) => ({ index, id: 'call', function: { name: 'bash', arguments: `{"n":${index}}` } });
  await using server = await startModelServer(
    stream(delta({ tool_calls: [same(0), same(1), same(2)] }), delta({}, 'tool_calls'), done),
  );

  const { message, repairs } = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(
    question,
    patience(),
    never,
  );

  expect(message.toolCalls.map((call) => call.arguments)).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
  expect(new Set(message.toolCalls.map(({ id }) => id)).size).toBe(3);
  expect(repairs).toEqual([expect.stringContaining('2 of the tool calls')]);
});

test('bad JSON of a tool is an answer, not an error', async () => {
  const bad = { index: 0, id: 'c1', function: { name: 'bash', arguments: '{"command": ls}' } };
  await using server = await startModelServer(stream(delta({ tool_calls: [bad] }), delta({}, 'tool_calls'), done));

  const { message } = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(message.toolCalls[0]?.arguments).toBe('{"command": ls}');
});

test('a refusal in words is told apart from an answer', async () => {
  await using server = await startModelServer(stream(delta({ refusal: 'I will not.' }), delta({}, 'stop'), done));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer).toMatchObject({ finish: 'refused', message: { text: 'I will not.' } });
});

test('thoughts can be read, once, also where a server says them twice', async () => {
  const twice = delta({ reasoning_content: 'Hm. ', reasoning: 'Hm. ' });
  await using server = await startModelServer(stream(twice, twice, delta({ content: 'x' }, 'stop'), done));

  const { reasoning } = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(reasoning).toBe('Hm. Hm. ');
});

test.for([
  [
    'thoughts that a provider leaves out of the completion',
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 115 },
    105,
  ],
  ['a total that is less than its parts', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 1 }, 5],
] as const)('%s are counted', async ([, counts, outputTokens]) => {
  await using server = await startModelServer(
    stream(delta({ content: 'x' }, 'stop'), event({ choices: [], usage: counts })),
  );

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never);

  expect(answer.usage.outputTokens).toBe(outputTokens);
});

test('a fault says what the tries that came to nothing have cost', async () => {
  await using server = await startModelServer(stream(delta({ content: 'Hel' }), usage));

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never));

  expect(fault.usage).toMatchObject({ inputTokens: 3000, outputTokens: 300 });
  expect(fault.usage?.costUsd).toBeCloseTo(3 * 0.00146);
  expect(fault.isEstimate).toBe(false);
});

test('a try that was cut before its usage came is estimated, and one that was refused costs nothing', async () => {
  const refused = refusal(500, 'oops');
  await using server = await startModelServer(refused, cut(delta({ content: 'x'.repeat(400) })), refused);

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never));

  expect(fault.usage?.outputTokens).toBe(100);
  expect(fault.isEstimate).toBe(true);
});

test('a key that is refused costs nothing', async () => {
  await using server = await startModelServer(refusal(401, 'Incorrect API key'));

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, patience(), never));

  expect(fault).toMatchObject({ kind: 'refused-key', usage: null });
});

test.for([
  ['a limit that the profile knows, on a server of today', 'https', { max_completion_tokens: 500 }],
  ['the same on a server of one’s own, by the name it knows', 'http', { max_tokens: 500 }],
] as const)('%s is sent', async ([, kind, expected]) => {
  await using server = await startModelServer(good);
  const settings = someSettings({ baseUrl: server.baseUrl, profile: someProfile({ maxOutputTokens: 500 }) });
  const toServer: typeof fetch = (url, init) =>
    fetch(String(url).replace('https://api.openai.com/v1', server.baseUrl), init);
  const elsewhere = kind === 'https' ? { baseUrl: 'https://api.openai.com/v1', fetch: toServer } : {};

  await openAiModel({ ...settings, ...elsewhere })(question, patience(), never);

  expect(server.body(0)).toMatchObject(expected);
  expect(Object.keys(server.body(0)).filter((key) => key.startsWith('max_'))).toEqual(Object.keys(expected));
});

test('a request asks for parallel calls and effort, leaves the temperature alone, and names no strict tools', async () => {
  await using server = await startModelServer(good);
  const settings = someSettings({
    baseUrl: server.baseUrl,
    profile: someProfile({ effort: 'high', maxOutputTokens: 9_000 }),
  });

  await openAiModel(settings)({ ...question, maxOutputTokens: 700 }, patience(), never);

  expect(server.body(0)).toMatchObject({ parallel_tool_calls: true, reasoning_effort: 'high', max_tokens: 700 });
  expect(server.texts[0]).not.toMatch(/temperature|strict/);
});
