import type { ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { askUpstream, type Order } from './ask-upstream.ts';
import type { Fate } from './begin-attempt.ts';
import { echoGuard } from './echo-guard.ts';
import type { EgressDeps } from './egress-deps.ts';
import { Forbidden } from './forbidden.ts';
import { keepResponseHeaders } from './keep-headers.ts';
import { refusalText } from './refusal-text.ts';

/**
 * Streams the upstream host's answer into `response`, no faster than it is read, until `ended` says that nobody reads
 * any more. Never rejects: however it ends is a fate.
 */
export async function forward(
  deps: EgressDeps,
  order: Order,
  response: ServerResponse,
  ended: AbortSignal,
): Promise<Fate> {
  const { usage, limits } = deps;
  const progress: Progress = { status: null, bytesIn: 0 };
  const idle = startIdleTimer(limits.idleMs);
  const signal = AbortSignal.any([ended, idle.signal]);

  usage.activeRequests += 1;
  try {
    const answer = await askUpstream(deps, order, signal);
    progress.status = answer.statusCode ?? null;
    response.sendDate = false;
    response.writeHead(answer.statusCode ?? 502, keepResponseHeaders(answer.rawHeaders, order.secrets));
    const guards = order.secrets.length === 0 ? [] : [echoGuard(order.secrets)];
    await pipeline([answer, createMeter(deps, progress, idle.refresh), ...guards, response], { signal });
    return { decision: 'allowed', reason: null, ...progress };
  } catch (error) {
    const cause = signal.aborted && !(error instanceof Forbidden) ? signal.reason : error;
    idle.abort(cause);
    return { ...giveUp(response, cause), ...progress };
  } finally {
    idle.stop();
    usage.activeRequests -= 1;
  }
}

type Progress = { status: number | null; bytesIn: number };

/** `abort` ends whatever is still asked of the upstream host. */
function startIdleTimer(idleMs: number) {
  const controller = new AbortController();
  const abort = (cause: unknown) => controller.abort(cause);
  const timer = setTimeout(() => abort(new Error(`not a byte passed for ${idleMs} ms`)), idleMs);
  return { signal: controller.signal, abort, refresh: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

function createMeter({ usage, limits }: EgressDeps, progress: Progress, onBytes: () => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes();
      progress.bytesIn += chunk.length;
      usage.bytes += chunk.length;
      if (usage.bytes <= limits.bytes) done(null, chunk);
      else done(new Forbidden(`this sandbox's limit of ${limits.bytes} bytes was reached`));
    },
  });
}

/** Says what happened if that can still be said; an answer that has begun is cut, so that nobody takes it for whole. */
function giveUp(response: ServerResponse, error: NodeJS.ErrnoException): Pick<Fate, 'decision' | 'reason'> {
  const isForbidden = error instanceof Forbidden;
  const reason = isForbidden ? error.message : `the answer is missing or incomplete: ${error.code ?? error.message}`;
  if (response.headersSent) {
    response.destroy();
  } else {
    response.writeHead(isForbidden ? 403 : 502, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(isForbidden ? refusalText(reason) : `Sandpiper's egress proxy: ${reason}.\n`);
  }
  return { decision: isForbidden ? 'denied' : 'allowed', reason };
}
