import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createNodeMiddleware, Probot } from 'probot';
import { isSigned } from './is-signed.ts';

export type WebhookServerSettings = {
  readonly host: string;
  readonly port: number;
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly apiUrl: string;
};

export interface WebhookServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:3000/api/github/webhooks`. */
  readonly url: string;
}

const webhookPath = '/api/github/webhooks';
/** Several times the largest delivery about an issue: its text has at most 65,536 characters. */
const maxBodyBytes = 5 * 1024 * 1024;
const maxConnections = 50;
const deadlines = { requestTimeout: 10_000, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };

/**
 * Probot behind a server of ours: Probot buffers a body of any size before it looks at the signature, has no deadline for its
 * arrival, and logs a body whose signature is wrong. All three are settled in front of it.
 */
export async function serveWebhooks(
  log: Logger,
  settings: WebhookServerSettings,
  app: (probot: Probot) => void,
): Promise<WebhookServer> {
  const { appId, privateKey, webhookSecret: secret, apiUrl: baseUrl } = settings;
  const probot = new Probot({ appId, privateKey, secret, baseUrl, log });
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: webhookPath });
  const server = createServer(deadlines, (request, response) => {
    void answer({ log, middleware, secret }, request, response);
  });
  server.maxConnections = maxConnections;
  await listen(server, settings);
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://${settings.host}:${port}${webhookPath}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

type Deps = {
  readonly log: Logger;
  readonly middleware: Awaited<ReturnType<typeof createNodeMiddleware>>;
  readonly secret: string;
};

async function answer({ log, middleware, secret }: Deps, request: IncomingMessage, response: ServerResponse) {
  try {
    if (request.url === '/ping') return void response.end('pong');
    if (request.url !== webhookPath || request.method !== 'POST') return refuse(response, 404, 'Not found.');
    if (request.headers['x-github-event'] !== 'issues') return refuse(response, 202, 'Not an event about issues.');
    const body = await readBody(request);
    if (body === null) {
      // The rest is thrown away as it comes, until the deadline: a sender that is cut off never reads the answer.
      request.resume();
      return refuse(response, 413, `The payload is larger than ${maxBodyBytes} bytes.`);
    }
    if (!isSigned(body, request.headers['x-hub-signature-256'], secret)) {
      log.warn({ delivery: request.headers['x-github-delivery'] }, 'Refused a delivery with a wrong signature');
      return refuse(response, 400, 'The signature does not match: is the webhook secret the same on both sides?');
    }
    // Probot's middleware uses a string body as it is, instead of reading the stream again.
    await middleware(Object.assign(request, { body: body.toString('utf8') }), response);
  } catch (error) {
    log.warn({ err: error }, 'A request could not be answered');
    if (!response.headersSent) refuse(response, 400, 'The request could not be read.');
  }
}

/** `null` when it is too large; what was read so far is dropped. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

async function listen(server: Server, { host, port }: WebhookServerSettings): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  await promise;
  server.off('error', reject);
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
