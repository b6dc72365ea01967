import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RecordingEndpoint extends AsyncDisposable {
  readonly baseUrl: string;
  /** The bodies of all requests so far, as they came over the wire. */
  readonly bodies: readonly string[];
}

/** Streams one Chat Completions answer a request: the call that `callAt` gives for its number, counted from 0. */
export async function recordingEndpoint(callAt: (index: number) => object): Promise<RecordingEndpoint> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    const index = bodies.length - 1;
    const toolCall = { index: 0, id: `call_${index}`, type: 'function', function: callAt(index) };
    const chunks = [
      { choices: [{ index: 0, delta: { role: 'assistant', tool_calls: [toolCall] } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      { choices: [], usage: { prompt_tokens: Math.ceil((bodies[index] ?? '').length / 4), completion_tokens: 40 } },
    ];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(
      [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((line) => `data: ${line}\n\n`).join(''),
    );
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  // An address of the net module, since it listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    bodies,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
