import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export type GitHttpServer = AsyncDisposable & {
  /** Repository `x` in the root is at `<url>/x`. */
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly { readonly path: string; readonly status: number }[];
};

/** Git's own smart HTTP on loopback. Like GitHub: 401 without a token, 403 with one that is wrong or may not push. */
export async function gitHttpServer(options: {
  readonly root: string;
  readonly tokens: Readonly<Record<string, 'read' | 'write'>>;
}): Promise<GitHttpServer> {
  const requests: { readonly path: string; readonly status: number }[] = [];
  const server = createServer((request, response) => {
    response.on('finish', () => requests.push({ path: request.url ?? '', status: response.statusCode }));
    const status = admission(request, options.tokens);
    if (status !== 200) return void refuse(response, status);
    serveGit(options.root, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Makes a repository on disk refuse every push with these words. */
export async function refusePushes(repository: string, words: string): Promise<void> {
  const hook = join(repository, 'hooks', 'pre-receive');
  await mkdir(join(repository, 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\nprintf '%s\\n' "${words}" >&2\nexit 1\n`);
  await chmod(hook, 0o755);
}

function admission(request: IncomingMessage, tokens: Readonly<Record<string, 'read' | 'write'>>): 200 | 401 | 403 {
  const basic = /^Basic (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return 401;
  const [user, token] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const right = user === 'x-access-token' && token !== undefined ? tokens[token] : undefined;
  if (right === undefined) return 403;
  return right === 'read' && request.url?.includes('git-receive-pack') ? 403 : 200;
}

function refuse(response: ServerResponse, status: 401 | 403): void {
  response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {}).end();
}

async function serveGit(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const backend = spawn('git', ['http-backend'], { env: cgiEnvironment(root, request) });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => request.resume());
  const complaints = text(backend.stderr);
  let head = Buffer.alloc(0);
  for await (const chunk of backend.stdout) {
    if (response.headersSent) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    sendHead(response, head.toString('latin1', 0, end));
    response.write(head.subarray(end + 4));
  }
  if (!response.headersSent) throw new Error(`git http-backend said nothing: ${await complaints}`);
  response.end();
}

function sendHead(response: ServerResponse, head: string): void {
  const fields = head.split('\r\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]);
  const status = fields.find(([name]) => name === 'Status')?.[1];
  const headers = fields.filter(([name]) => name !== 'Status');
  response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(headers));
}

function cgiEnvironment(root: string, request: IncomingMessage): NodeJS.ProcessEnv {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  const { PATH } = process.env;
  return {
    PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    REMOTE_USER: 'x-access-token',
    REMOTE_ADDR: '127.0.0.1',
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
  };
}
