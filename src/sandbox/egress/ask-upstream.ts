import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { EgressRule } from '../sandbox.ts';
import type { EgressDeps } from './egress-deps.ts';
import { Forbidden } from './forbidden.ts';
import { keepRequestHeaders } from './keep-headers.ts';
import { refuseAddress } from './refuse-address.ts';
import { vettedLookup } from './vetted-lookup.ts';

/** A request that was judged: `original` is the box's own, of which only method and harmless headers are used. */
export type Order = {
  readonly rule: EgressRule;
  readonly path: string;
  readonly original: IncomingMessage;
  /** Of what the rule injects. */
  readonly secrets: readonly string[];
};

/**
 * Asks the upstream host in a request of our own making and resolves with its answer, body unread. Rejects when there
 * is none in time. A kept connection that the host had closed meanwhile is replaced, once.
 */
export async function askUpstream(deps: EgressDeps, order: Order, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    return await ask(deps, order, signal);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return await ask(deps, order, signal);
  }
}

class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}

function ask(deps: EgressDeps, order: Order, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const secure = order.rule.scheme === 'https';
  const request = (secure ? requestHttps : requestHttp)({ ...describeRequest(deps, order), signal });
  const deadline = setTimeout(() => {
    request.destroy(new Error(`no connection within ${deps.limits.connectMs} ms`));
  }, deps.limits.connectMs);
  const stopDeadline = () => clearTimeout(deadline);

  request.once('socket', (socket) => {
    if (request.reusedSocket) {
      stopDeadline();
      vetKept(order.rule, request, socket.remoteAddress);
    } else socket.once(secure ? 'secureConnect' : 'connect', stopDeadline);
  });
  request.once('response', resolve);
  request.on('error', (error: NodeJS.ErrnoException) => {
    const isStale = request.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
    reject(isStale ? new StaleConnection(error.message, { cause: error }) : error);
  });
  request.once('close', () => {
    stopDeadline();
    reject(new Error('the host ended the connection without an answer'));
  });
  request.end();
  return promise;
}

/** Another rule may have vouched for the address that a kept connection leads to. */
function vetKept({ host, addresses }: EgressRule, request: ClientRequest, address = ''): void {
  const reason = refuseAddress(address, addresses);
  if (reason !== null) request.destroy(new Forbidden(`${host} is at ${address}, which ${reason}`));
}

function describeRequest(deps: EgressDeps, { rule, path, original, secrets }: Order) {
  return {
    agent: deps.agents[rule.scheme],
    host: rule.host,
    port: rule.port,
    method: original.method,
    path,
    headers: { ...keepRequestHeaders(original.headers, secrets.length > 0), ...lowerCased(rule.inject) },
    lookup: vettedLookup(deps.resolve, rule.addresses),
    insecureHTTPParser: false,
  };
}

/** So that what is injected takes the place of what the box sent. */
function lowerCased(headers: EgressRule['inject'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
