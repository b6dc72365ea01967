import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createNodeMiddleware, Probot } from 'probot';

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
/** GitHub's own cap on a payload. */
const maxBodyBytes = 25 * 1024 * 1024;
const bodyDeadlineMs = 10_000;

/**
 * Probot behind a server of ours: Probot buffers a body of any size before it looks at the signature and has no
 * deadline for its arrival, so both are enforced in front of it.
 */
export async function serveWebhooks(
  log: Logger,
  settings: WebhookServerSettings,
  app: (probot: Probot) => void,
): Promise<WebhookServer> {
  const probot = new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    baseUrl: settings.apiUrl,
    log,
  });
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: webhookPath });
  const server = createServer(
    { requestTimeout: bodyDeadlineMs, headersTimeout: bodyDeadlineMs },
    (request, response) => {
      void answer(log, middleware, request, response);
    },
  );
  await listen(server, settings);
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://${settings.host}:${port}${webhookPath}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

type Middleware = Awaited<ReturnType<typeof createNodeMiddleware>>;

async function answer(log: Logger, middleware: Middleware, request: IncomingMessage, response: ServerResponse) {
  try {
    if (request.url === '/ping') return void response.end('pong');
    const body = await readBody(request);
    if (body === null) return refuse(response, 413, 'The payload is larger than 25 MB.');
    // Probot's middleware uses a string body as it is, instead of reading the stream again.
    await middleware(Object.assign(request, { body }), response, () => refuse(response, 404, 'Not found.'));
  } catch (error) {
    log.warn({ err: error }, 'A request could not be answered');
    if (!response.headersSent) refuse(response, 400, 'The request could not be read.');
  }
}

/** `null` when it is too large; what was read so far is dropped. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${why}\n`);
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
