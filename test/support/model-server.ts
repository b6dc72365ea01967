import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { ModelFault, ModelRequest, Patience } from '../../src/model/ask-model.ts';
import type { ModelProfile } from '../../src/model/model-profile.ts';
import type { ModelSettings } from '../../src/model/openai-model.ts';

/** What a server does with one request. */
export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that gives one scripted reply a request and repeats the last. */
export async function startModelServer(...replies: readonly Reply[]) {
  const texts: string[] = [];
  const paths: string[] = [];
  const server = createServer(async (request, response) => {
    const reply = replies[Math.min(texts.length, replies.length - 1)];
    paths.push(request.url ?? '');
    texts.push(await text(request));
    reply?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // Listening on TCP, so never a pipe's name.
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    /** The bodies it was sent, as they came. */
    texts,
    paths,
    /** The body of the request at `index`, from the end if it is negative. */
    body: (index: number): SentBody => JSON.parse(texts.at(index) ?? 'null'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type SentBody = Readonly<Record<string, unknown>> & {
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly input: readonly Readonly<Record<string, unknown>>[];
};

export const never = new AbortController().signal;

/** Waits as long as it must; `waits` is what it was told. */
export function patience(changes: Partial<Patience> = {}) {
  const waits: { readonly why: string; readonly waitMs: number }[] = [];
  return { maxWaitMs: 60_000, onWait: (wait: (typeof waits)[number]) => void waits.push(wait), ...changes, waits };
}

export const question: ModelRequest = {
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

export function someProfile(changes: Partial<ModelProfile> = {}): ModelProfile {
  return {
    wire: 'chat',
    contextWindow: 128_000,
    maxOutputTokens: null,
    price: { input: 1, cachedInput: 0.1, output: 10 },
    effort: null,
    editStyle: 'edit',
    toolProtocol: 'auto',
    echoReasoning: 'auto',
    ...changes,
  };
}

export function someSettings(changes: Partial<ModelSettings> = {}): ModelSettings {
  return {
    baseUrl: 'http://127.0.0.1:1/v1',
    apiKey: 'sk-secret-key',
    model: 'gpt-5',
    profile: someProfile(),
    idleTimeoutMs: 10_000,
    requestTimeoutMs: 20_000,
    retries: { attempts: 3 },
    sleep: async () => undefined,
    random: () => 0.5,
    ...changes,
  };
}

export function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

export function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** One event of a chat completion. */
export function delta(fields: Readonly<Record<string, unknown>>, finish: string | null = null): string {
  return event({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
}

export const usage = event({
  choices: [],
  usage: { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 600 } },
});

export const done = 'data: [DONE]\n\n';

/** Streams the events and ends cleanly. */
export function stream(...events: readonly string[]): Reply {
  return (_request, response) => {
    begin(response);
    response.end(events.join(''));
  };
}

/** Streams the events, then resets the connection. */
export function cut(...events: readonly string[]): Reply {
  return (request, response) => {
    begin(response);
    response.write(events.join(''), () => request.socket.resetAndDestroy());
  };
}

export const good = stream(delta({ content: 'Hello' }), delta({}, 'stop'), usage, done);

export function status(code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** An error as OpenAI words it. */
export function refusal(code: number, message: string, name?: string): Reply {
  return status(code, {
    error: { message, type: 'invalid_request_error', ...(name === undefined ? {} : { code: name }) },
  });
}

/** One event of the Responses API, named as there. */
export function named(type: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return `event: ${type}\n${event({ type, ...fields })}`;
}

export function itemDone(item: Readonly<Record<string, unknown>>): string {
  return named('response.output_item.done', { item });
}

export function words(text: string): Readonly<Record<string, unknown>> {
  return {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text }],
  };
}

/** The last event of a response that came to its end. */
export function completed(fields: Readonly<Record<string, unknown>> = {}): string {
  const counts = { input_tokens: 1000, output_tokens: 100, input_tokens_details: { cached_tokens: 600 } };
  return named('response.completed', {
    response: { object: 'response', status: 'completed', output: [], usage: counts, ...fields },
  });
}

export const goodResponse = stream(named('response.created'), itemDone(words('Hello')), completed());

export async function faultOf(answer: Promise<unknown>): Promise<ModelFault> {
  return await answer.then(
    () => expect.unreachable('the model answered'),
    (fault) => fault,
  );
}
