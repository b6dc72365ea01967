import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Fault } from '../errors.ts';
import { pageStyle } from './page-style.ts';
import { readRunView } from './read-run-view.ts';
import { renderRunPage } from './render-run-page.ts';
import { isRunKey } from './run-key.ts';

export type RunPageDeps = {
  readonly dataDirectory: string;
  readonly webhookSecret: string;
  /** Such as `https://github.com`. */
  readonly serverUrl: string;
  readonly now: () => number;
  readonly log: Logger;
};

/** `false`: the request is for somebody else. It is answered at once or soon, and never throws. */
export type RunPages = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A record may be long: more than so many are not read at once. */
const mostAtOnce = 4;

export function serveRunPages(deps: RunPageDeps): RunPages {
  let reading = 0;
  return (request, response) => {
    const asked = /^\/runs\/([^/?#]*)(?:\?([^#]*))?$/.exec(request.url ?? '');
    if (asked === null) return false;
    const [, runId = '', query = ''] = asked;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return say(response, 405, 'This page can only be read.');
    }
    const wanted = readQuery(deps, runId, query);
    if (wanted === null) return say(response, 404, notFound);
    if (reading >= mostAtOnce) {
      response.setHeader('retry-after', '5');
      return say(response, 503, 'Many pages are being read at the moment.');
    }
    reading += 1;
    void answer(deps, response, wanted).finally(() => {
      reading -= 1;
    });
    return true;
  };
}

const notFound = 'Not found.';

type Wanted = { readonly runId: string; readonly key: string; readonly page: number | null };

/** The key comes first: whoever has none learns nothing of what there is. */
function readQuery({ webhookSecret }: RunPageDeps, runId: string, query: string): Wanted | null {
  const parameters = new URLSearchParams(query.slice(0, 500));
  const key = parameters.get('key') ?? '';
  if (!isRunKey(webhookSecret, runId, key) || !/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(runId)) return null;
  const page = parameters.get('page') ?? '';
  return { runId, key, page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : null };
}

async function answer(deps: RunPageDeps, response: ServerResponse, { runId, key, page }: Wanted): Promise<void> {
  const { dataDirectory, serverUrl } = deps;
  try {
    const view = await readRunView({ runId, directory: join(dataDirectory, 'runs', runId) }, page);
    const body = renderRunPage({ view, now: deps.now(), serverUrl, key });
    response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(body);
  } catch (error) {
    if (error instanceof Fault) return void say(response, 404, notFound);
    deps.log.error({ err: error, run: runId }, 'The page of a run could not be made');
    say(response, 500, 'The page could not be made.');
  }
}

const style = createHash('sha256').update(pageStyle).digest('base64');

const headers = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

function say(response: ServerResponse, status: number, words: string): true {
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
  return true;
}
