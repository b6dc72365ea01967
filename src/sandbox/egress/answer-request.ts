import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EgressDeps } from './egress-deps.ts';
import { findSecrets } from './find-secrets.ts';
import { forward } from './forward.ts';
import { judgeRequest, type Refusal } from './judge.ts';
import { readAsked } from './read-asked.ts';
import { refusalText } from './refusal-text.ts';
import { takeAllowance } from './take-allowance.ts';
import type { Connection } from './track-connection.ts';

/** Answers one request: with what the upstream host says, or with why it was not asked. */
export function answerRequest(
  deps: EgressDeps,
  connection: Connection,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (connection.over) return;
  const asked = readAsked(request, connection.tunnel);
  const judgement = takeAllowance(deps) ?? judgeRequest(deps.access.allow, asked);
  const settle = connection.begin(asked);
  if (judgement.allowed) {
    const { rule } = judgement;
    const order = { rule, path: asked.path, original: request, secrets: findSecrets(rule) };
    const underway = connection.carry(asked, rule);
    void forward(deps, order, response, underway.signal).then((fate) => {
      underway.done();
      settle(fate);
    });
    return;
  }
  settle({ decision: 'denied', reason: judgement.reason, status: null, bytesIn: 0 });
  connection.over = asked.hasBody;
  refuse(response, judgement, asked.hasBody ? deps.limits.lingerMs : null);
}

/** A body that is still coming is thrown away for a while, so that its sender reads the answer before the connection ends. */
function refuse(response: ServerResponse, { status, reason, retryAfter }: Refusal, lingerMs: number | null): void {
  const text = refusalText(reason);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(lingerMs !== null && { connection: 'close' }),
  });
  if (lingerMs === null) {
    response.end(text);
    return;
  }
  response.write(text);
  const linger = setTimeout(() => response.end(), lingerMs);
  response.once('close', () => clearTimeout(linger));
  response.req.resume().once('end', () => response.end());
}
