import { createServer } from 'node:http';
import pino from 'pino';
import { createNodeMiddleware, Probot } from 'probot';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { appForTests } from './start-intake.ts';

/** Probot alone, as its documentation has it, which calls the handler for each delivery. */
export async function startBareProbot(onLabelled: (issue: number) => void) {
  const { appId, privateKey, webhookSecret: secret } = appForTests;
  const probot = new Probot({ appId, privateKey, secret, log: pino({ level: 'silent' }) });
  const app = (its: Probot) => its.on('issues.labeled', ({ payload }) => onLabelled(payload.issue.number));
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: '/api/github/webhooks' });
  const server = createServer((request, response) => {
    void middleware(request, response);
  });
  const listening = await listenOnLoopback(server);
  return listening;
}
