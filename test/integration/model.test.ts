import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { LLMock } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { ModelFault, ModelRequest } from '../../src/model/ask-model.ts';
import { type ModelSettings, openAiModel } from '../../src/model/openai-model.ts';

const never = new AbortController().signal;

const question: ModelRequest = {
  messages: [
    { role: 'system', text: 'You fix issues.' },
    { role: 'user', text: 'Fix it.' },
  ],
  tools: [
    {
      name: 'bash',
      description: 'Runs a command.',
      parameters: { type: 'object', properties: { command: { type: 'string' } } },
    },
  ],
};

function someSettings(changes: Partial<ModelSettings> = {}): ModelSettings {
  return {
    baseUrl: 'http://127.0.0.1:1/v1',
    apiKey: 'sk-secret-key',
    model: 'gpt-5',
    idleTimeoutMs: 10_000,
    requestTimeoutMs: 20_000,
    retries: { attempts: 3, maxWaitMs: 60_000 },
    price: { input: 1, cachedInput: 0.1, output: 10 },
    sleep: async () => undefined,
    random: () => 0.5,
    ...changes,
  };
}

type AskedBody = { readonly messages: readonly Record<string, unknown>[] };

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that gives one scripted reply a request and repeats the last; `bodies` is what it was asked. */
async function scriptedServer(...replies: readonly Reply[]) {
  const bodies: AskedBody[] = [];
  const server = createServer(async (request, response) => {
    const reply = replies[Math.min(bodies.length, replies.length - 1)];
    bodies.push((await json(request)) as AskedBody); // What the adapter under test sent.
    reply?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // Listening on TCP, so never a pipe's name.
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function delta(fields: Record<string, unknown>, finish: string | null = null): string {
  return event({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
}

const usage = event({
  choices: [],
  usage: { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 600 } },
});

const done = 'data: [DONE]\n\n';

/** Streams the events and ends cleanly. */
function stream(...events: readonly string[]): Reply {
  return (_request, response) => {
    begin(response);
    response.end(events.join(''));
  };
}

const good = stream(delta({ content: 'Hello' }), delta({}, 'stop'), usage, done);

function status(code: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

async function faultOf(answer: Promise<unknown>): Promise<ModelFault> {
  return await answer.then(
    () => expect.unreachable('the model answered'),
    (fault) => fault,
  );
}

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

  const answer = await ask(question, never);
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
  await using server = await scriptedServer(good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never);

  expect(answer.usage).toEqual({ inputTokens: 1000, cachedInputTokens: 600, outputTokens: 100, costUsd: 0.00146 });
});

test('an answer without usage is estimated, so that a token budget counts something', async () => {
  await using server = await scriptedServer(stream(delta({ content: 'x'.repeat(400) }), delta({}, 'stop'), done));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl, price: null }))(question, never);

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
  await using server = await scriptedServer(thinking, good);
  const ask = openAiModel(someSettings({ baseUrl: server.baseUrl }));

  const { message } = await ask(question, never);
  await ask({ ...question, messages: [...question.messages, message] }, never);

  expect(message.extras).toEqual({ reasoning_content: 'First second.' });
  expect(server.bodies[1]?.messages[2]).toMatchObject({ role: 'assistant', reasoning_content: 'First second.' });
});

test('a longer conversation begins with the bytes of the shorter one', async () => {
  await using server = await scriptedServer(good);
  const ask = openAiModel(someSettings({ baseUrl: server.baseUrl }));

  const { message } = await ask(question, never);
  await ask({ ...question, messages: [...question.messages, message] }, never);

  const [shorter, longer] = server.bodies.map((body) => JSON.stringify(body));
  expect(longer?.startsWith(shorter?.slice(0, -2) ?? '-')).toBe(true);
});

test('a call that is not JSON is sent back in a form that servers accept', async () => {
  await using server = await scriptedServer(good);
  const broken = { id: 'c1', name: 'ba sh', arguments: '{"command": "ls' };

  await openAiModel(someSettings({ baseUrl: server.baseUrl }))(
    { tools: [], messages: [{ role: 'assistant', text: '', toolCalls: [broken], extras: {} }] },
    never,
  );

  expect(server.bodies[0]?.messages[0]).toMatchObject({
    tool_calls: [{ id: 'c1', function: { name: 'ba_sh', arguments: '{"not_json":"{\\"command\\": \\"ls"}' } }],
  });
});

test('a server that does not stream is understood', async () => {
  const whole = { choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }] };
  await using server = await scriptedServer(status(200, whole));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never);

  expect(answer.message.text).toBe('Hi');
});

const passingTroubles: readonly (readonly [string, Reply])[] = [
  ['a stream that ends in the middle', stream(delta({ content: 'Hel' }))],
  [
    'a stream that ends in the middle of a call',
    stream(delta({ tool_calls: [{ index: 0, id: 'c', function: { name: 'bash', arguments: '{"comm' } }] })),
  ],
  [
    'a connection reset in the middle',
    (request, response) => {
      begin(response);
      response.write(delta({ content: 'Hel' }), () => request.socket.resetAndDestroy());
    },
  ],
  ['a connection reset before the answer', (request) => request.socket.resetAndDestroy()],
  ['an error inside the stream', stream(event({ error: { message: 'overloaded', code: 'server_error' } }))],
  ['an error inside a successful response', status(200, { choices: null, error: { message: 'Upstream', code: 502 } })],
  ['an event that is not JSON', stream(delta({ content: 'Hel' }), 'data: {"choices": [{\n\n')],
  ['an event of another shape', stream(event({ choices: 'none' }))],
  ['no choices', stream(usage, done)],
  ['a page of HTML', (_request, response) => response.end('<html>Welcome</html>')],
  ['a body that is not JSON', status(200, '{"choices": [')],
  ['429', status(429, { error: { message: 'slow down', code: 'rate_limit_exceeded' } })],
  ['500', status(500, { error: { message: 'oops' } })],
  ['503 without a body', status(503, '')],
  ['529', status(529, { error: { message: 'overloaded' } })],
];

test.for(passingTroubles)('%s is tried again, and the partial answer is forgotten', async ([, trouble]) => {
  await using server = await scriptedServer(trouble, good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never);

  expect(answer.message).toEqual({ role: 'assistant', text: 'Hello', toolCalls: [], extras: {} });
  expect(server.bodies).toHaveLength(2);
});

const lastingTroubles: readonly (readonly [string, Reply, ModelFault['kind'], number])[] = [
  ['401', status(401, { error: { message: 'Incorrect API key: sk-secret-key' } }), 'refused-key', 1],
  ['403', status(403, { error: { message: 'no access' } }), 'refused-key', 1],
  ['404', status(404, { error: { message: 'no such model', code: 'model_not_found' } }), 'unknown-model', 1],
  ['400', status(400, { error: { message: 'tools are not supported' } }), 'bad-request', 1],
  ['402', status(402, { error: { message: 'pay first' } }), 'rate-limited', 1],
  ['429 without credit', status(429, { error: { message: 'x', code: 'insufficient_quota' } }), 'rate-limited', 1],
  ['413', status(413, 'Request Entity Too Large'), 'context-overflow', 1],
  ["OpenAI's overflow", status(400, { error: { code: 'context_length_exceeded' } }), 'context-overflow', 1],
  [
    "llama.cpp's overflow",
    status(400, { error: { message: 'the request exceeds the available context size' } }),
    'context-overflow',
    1,
  ],
  ["Anthropic's overflow", status(400, { error: { message: 'prompt is too long: 9 > 8' } }), 'context-overflow', 1],
  ['429 that speaks of tokens', status(429, { error: { message: 'too many tokens per minute' } }), 'rate-limited', 3],
  ['lasting 500', status(500, { error: { message: 'oops' } }), 'unavailable', 3],
  ['lasting truncation', stream(delta({ content: 'Hel' })), 'unavailable', 3],
  ['lasting nonsense', stream(event({ hello: 'world' })), 'nonsense', 3],
];

test.for(lastingTroubles)('%s ends in a fault that says what to do', async ([, trouble, kind, tries]) => {
  await using server = await scriptedServer(trouble);

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never));

  expect(fault).toMatchObject({ name: 'ModelFault', kind });
  expect(fault.nextAction).toMatch(/^[A-Z].*\.$/);
  expect(fault.message).toContain('gpt-5');
  expect(fault.message).not.toContain('sk-secret-key');
  expect(server.bodies).toHaveLength(tries);
});

test('an endpoint that does not exist is named', async () => {
  const fault = await faultOf(openAiModel(someSettings())(question, never));

  expect(fault.kind).toBe('unavailable');
  expect(fault.message).toContain('127.0.0.1:1');
});

test.for([
  ['seconds', { 'retry-after': '90' }, 90_000],
  ['milliseconds', { 'retry-after-ms': '1500' }, 1_500],
  ['nothing', {}, 0],
] as const)('a pause asked for in %s is kept, with jitter on top', async ([, headers, askedMs]) => {
  await using server = await scriptedServer(status(429, {}, headers), good);
  const waits: number[] = [];
  const settings = someSettings({
    baseUrl: server.baseUrl,
    retries: { attempts: 2, maxWaitMs: 600_000 },
    onRetry: (_why, waitMs) => waits.push(waitMs),
  });

  await openAiModel(settings)(question, never);

  expect(waits).toEqual([askedMs + 500]);
});

test('the backoff doubles up to its ceiling', async () => {
  await using server = await scriptedServer(status(500, {}));
  const waits: number[] = [];
  const settings = someSettings({
    baseUrl: server.baseUrl,
    retries: { attempts: 9, maxWaitMs: 600_000 },
    random: () => 1,
    onRetry: (_why, waitMs) => waits.push(waitMs),
  });

  await faultOf(openAiModel(settings)(question, never));

  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test('a pause longer than the limit is not waited for', async () => {
  await using server = await scriptedServer(status(429, {}, { 'retry-after': '3600' }));

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never));

  expect(fault.kind).toBe('rate-limited');
  expect(fault.message).toContain('pause of 3600 s');
  expect(server.bodies).toHaveLength(1);
});

test('a silent connection is given up', async () => {
  await using server = await scriptedServer((_request, response) => {
    begin(response);
    response.write(delta({ content: 'Hel' }));
  }, good);
  const reasons: string[] = [];
  const onRetry = (why: string) => reasons.push(why);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl, idleTimeoutMs: 50, onRetry }))(
    question,
    never,
  );

  expect(answer.message.text).toBe('Hello');
  expect(reasons).toEqual([expect.stringContaining('was silent for 0.05 s')]);
});

test('a server that takes the request and says nothing is given up', async () => {
  await using server = await scriptedServer(() => undefined, good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl, idleTimeoutMs: 50 }))(question, never);

  expect(answer.message.text).toBe('Hello');
});

test('an answer that drips for ever is given up', async () => {
  await using server = await scriptedServer((_request, response) => {
    begin(response);
    const drip = setInterval(() => response.write(': waiting\n\n'), 10);
    response.once('close', () => clearInterval(drip));
  });
  const settings = someSettings({
    baseUrl: server.baseUrl,
    requestTimeoutMs: 100,
    retries: { attempts: 1, maxWaitMs: 0 },
  });

  const fault = await faultOf(openAiModel(settings)(question, never));

  expect(fault.message).toContain('did not finish within 0.1 s');
});

test('a complete answer counts even if the connection breaks behind it', async () => {
  await using server = await scriptedServer((request, response) => {
    begin(response);
    response.write(delta({ content: 'Hello' }, 'stop'), () => request.socket.resetAndDestroy());
  });

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never);

  expect(answer.message.text).toBe('Hello');
});

test('what a failed try is known to have cost is added to the answer', async () => {
  await using server = await scriptedServer(stream(delta({ content: 'Hel' }), usage), good);

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never);

  expect(answer.usage).toMatchObject({ inputTokens: 2000, outputTokens: 200, costUsd: 0.00292 });
});

test('aborting ends a running request at once and reaches the server', async () => {
  const controller = new AbortController();
  let hungUp: Promise<unknown> = Promise.resolve();
  await using server = await scriptedServer((_request, response) => {
    hungUp = once(response, 'close');
    begin(response);
    response.write(delta({ content: 'Hel' }), () => controller.abort(new Error('cancelled by a person')));
  });

  const answer = openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, controller.signal);

  await expect(answer).rejects.toThrow('cancelled by a person');
  await hungUp;
});

test('aborting ends a pause', async () => {
  const controller = new AbortController();
  await using server = await scriptedServer(status(429, {}, { 'retry-after': '50' }));
  const { sleep: _none, ...settings } = someSettings({
    baseUrl: server.baseUrl,
    onRetry: () => controller.abort(new Error('cancelled')),
  });

  await expect(openAiModel(settings)(question, controller.signal)).rejects.toThrow();
  expect(server.bodies).toHaveLength(1);
});

test.for([
  ['length', 'length'],
  ['content_filter', 'refused'],
  ['tool_calls', 'complete'],
] as const)('the finish reason %s means %s', async ([reason, finish]) => {
  await using server = await scriptedServer(stream(delta({ content: 'x' }, reason), done));

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, never);

  expect(answer.finish).toBe(finish);
});

test('the package itself takes a cut stream for a whole one', async () => {
  await using server = await scriptedServer(stream(delta({ content: 'Hel' })));
  const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'x', maxRetries: 0 });
  const events: unknown[] = [];

  const answer = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
  for await (const event of answer) events.push(event);

  expect(events).toHaveLength(1);
});
