import { APIError, type OpenAI } from 'openai';
import { Stream } from 'openai/streaming';
import { z } from 'zod';
import { UnusableAnswer } from './draft-answer.ts';
import type { Deadlines } from './start-deadlines.ts';

/** Far above the longest answer of any model, even at one event a token. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** The events of one streamed answer, unparsed. A server that answers with plain JSON instead yields that one object. */
export async function* readEvents(client: OpenAI, response: Response, deadlines: Deadlines): AsyncGenerator<unknown> {
  const watched = watch(response, deadlines);
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) {
    yield* Stream.fromSSEResponse<unknown>(watched, new AbortController(), client);
    return;
  }
  const answer: unknown = await watched.json();
  const refusal = errorBody.safeParse(answer);
  if (refusal.success) throw new APIError(undefined, refusal.data.error, undefined, response.headers);
  yield answer;
}
/** Some gateways put a provider's error into a successful response. */
const errorBody = z.object({
  error: z.union([
    z
      .string()
      .min(1)
      .transform((message) => ({ message })),
    z.looseObject({}),
  ]),
});

/** Bytes, not events, count as a sign of life: providers send comments while a request waits its turn. */
function watch(response: Response, deadlines: Deadlines): Response {
  let bytes = 0;
  const meter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      deadlines.touch();
      bytes += chunk.byteLength;
      if (bytes > MAX_BODY_BYTES) throw new UnusableAnswer('the answer does not end');
      controller.enqueue(chunk);
    },
  });
  const body = response.body?.pipeThrough(meter, { signal: deadlines.signal }) ?? null;
  return new Response(body, { headers: response.headers });
}
