const deadlineMs = 30_000;
/** Several times the largest answer to anything that is asked. */
const maxBytes = 32 * 1024 * 1024;

/**
 * `fetch` whose answer is there to its end, or not at all: octokit takes one that was cut off for an empty one. Both waiting and
 * size are bounded.
 */
export async function fetchWhole(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  const response = await fetch(input, { ...init, signal });
  if (response.body === null) return response;
  const { status, statusText, headers, url } = response;
  const body = await readAll(response.body);
  // A response that is made by hand has no address, which octokit looks at when it turns pages.
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url });
}

async function readAll(body: ReadableStream<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`The answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
