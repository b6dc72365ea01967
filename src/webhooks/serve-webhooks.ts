import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createNodeMiddleware, Probot } from 'probot';
import { bodyRoom } from './body-room.ts';
import { describeMisfit } from './describe-misfit.ts';
import { payloadSchema } from './events/payload-schema.ts';
import { isSigned } from './is-signed.ts';
import { withoutPayloads } from './without-payloads.ts';

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
const mebibyte = 1024 * 1024;
/** Several times the largest delivery about one issue or pull request: each text of theirs has at most 65,536 characters. */
const maxBytes = 5 * mebibyte;
/** They list every repository of an organisation; GitHub sends at most so much. */
const maxBytesOfLists = 25 * mebibyte;
const eventsWithLists = ['installation', 'installation_repositories'];
/** For what bodies that were not checked yet hold beyond what is usual, all together. */
const roomBytes = 64 * mebibyte;
const maxConnections = 500;
const deadlines = { requestTimeout: 10_000, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };

/**
 * Probot behind a server of ours: Probot buffers a body of any size before it looks at the signature, has no deadline for its
 * arrival, logs a body whose signature is wrong, and believes the name of the event, which is not signed. All of that is
 * settled in front of it.
 */
export async function serveWebhooks(
  log: Logger,
  settings: WebhookServerSettings,
  app: (probot: Probot) => void,
  pages: Pages = () => false,
): Promise<WebhookServer> {
  const { appId, privateKey, webhookSecret: secret, apiUrl: baseUrl } = settings;
  const probot = new Probot({ appId, privateKey, secret, baseUrl, log: withoutPayloads(log) });
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: webhookPath });
  const door = { log, pages, middleware, secret, readBody: bodyRoom(roomBytes) };
  const server = createServer(deadlines, (request, response) => {
    void answer(door, request, response);
  });
  server.maxConnections = maxConnections;
  await listen(server, settings);
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://${settings.host}:${port}${webhookPath}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** `false`: the request is for somebody else. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean;

type Door = {
  readonly pages: Pages;
  readonly log: Logger;
  readonly middleware: Awaited<ReturnType<typeof createNodeMiddleware>>;
  readonly secret: string;
  readonly readBody: ReturnType<typeof bodyRoom>;
};

async function answer(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (request.url === '/ping') return void response.end('pong');
    if (door.pages(request, response)) return;
    if (request.url !== webhookPath || request.method !== 'POST') return refuse(response, 404, 'Not found.');
    const event = String(request.headers['x-github-event']);
    if (!Object.hasOwn(payloadSchema, event)) return refuse(response, 202, 'Nothing is done about this event.');
    if (!isJson(request)) {
      return refuse(response, 415, 'Set the content type of the webhook to application/json.');
    }
    const body = await receiveBody(door, { request, response, event });
    // Probot's middleware uses a string body as it is, instead of reading the stream again.
    if (body !== null) await door.middleware(Object.assign(request, { body }), response);
  } catch (error) {
    door.log.warn({ err: error }, 'A request could not be answered');
    if (!response.headersSent) refuse(response, 400, 'The request could not be read.');
  }
}

function isJson(request: IncomingMessage): boolean {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly event: string };

/** A body that comes from GitHub and is what its event says; `null`: it was refused. */
async function receiveBody({ log, secret, readBody }: Door, exchange: Exchange): Promise<string | null> {
  const { request, response, event } = exchange;
  const most = eventsWithLists.includes(event) ? maxBytesOfLists : maxBytes;
  const about = { delivery: request.headers['x-github-delivery'], event };
  const reading = await readBody(request, most);
  if (reading.kind !== 'body') {
    // The rest is thrown away as it comes, until the deadline: a sender that is cut off never reads the answer.
    request.resume();
    if (reading.kind === 'too-large') refuse(response, 413, `The payload is larger than ${most} bytes.`);
    else refuse(response, 503, 'There is no room for a payload of this size now.');
    return null;
  }
  if (!isSigned(reading.body, request.headers['x-hub-signature-256'], secret)) {
    log.warn(about, 'Refused a delivery with a wrong signature');
    refuse(response, 400, 'The signature does not match: is the webhook secret the same on both sides?');
    return null;
  }
  const body = reading.body.toString('utf8');
  const problem = describeMisfit(event, body);
  if (problem === null) return body;
  log.warn({ ...about, problem }, 'Refused a malformed delivery');
  refuse(response, 400, 'The payload is not what its event says.');
  return null;
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
