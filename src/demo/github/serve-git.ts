import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';
import type { HostedRepository } from './hosted-repository.ts';
import { runGit } from './run-git.ts';
import { type TokenLedger, tokenCovers, tokenHolds } from './token-ledger.ts';

export type GitRequest = {
  readonly method: string;
  readonly service: 'git-upload-pack' | 'git-receive-pack';
  /** Within the repository: `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
};

export type GitDeps = {
  readonly ledger: TokenLedger;
  /** The login that whoever has a token pushes under. */
  readonly pusher: string;
};

/** Git's smart HTTP by git's own `http-backend`, behind the rules GitHub has for tokens. */
export async function serveGit(
  { ledger, pusher }: GitDeps,
  repository: HostedRepository | undefined,
  request: GitRequest,
): Promise<Answer> {
  const refused = refuseCaller(ledger, repository, request);
  if (refused !== null) return refused;
  if (repository === undefined) return plainAnswer(404, 'Repository not found.');
  const answer = await runBackend(repository, request);
  if (request.path === '/git-receive-pack') await repository.afterPush(pusher);
  return answer;
}

function refuseCaller(
  ledger: TokenLedger,
  repository: HostedRepository | undefined,
  request: GitRequest,
): Answer | null {
  const caller = ledger.identify(request.headers.authorization);
  const reads = request.service === 'git-upload-pack';
  if (caller === 'missing' && reads && repository?.seed.private === false) return null;
  if (caller === 'missing' || caller === 'unknown') return unauthorized();
  if (caller.kind === 'app') return unauthorized();
  if (repository === undefined || !tokenCovers(caller.token, repository.fullName)) {
    return plainAnswer(404, 'Repository not found.');
  }
  if (tokenHolds(caller.token, 'contents', reads ? 'read' : 'write')) return null;
  return plainAnswer(403, reads ? 'Repository access not granted' : 'Write access to repository not granted.');
}

async function runBackend(repository: HostedRepository, request: GitRequest): Promise<Answer> {
  const { stdout, stderr, code } = await runGit(['-c', 'safe.directory=*', 'http-backend'], {
    stdin: request.body,
    variables: {
      GIT_PROJECT_ROOT: repository.bare.directory,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: request.path,
      QUERY_STRING: request.query,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: String(request.body.length),
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'x-access-token',
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  const split = stdout.indexOf('\r\n\r\n');
  if (split < 0) throw new Error(`git http-backend answered nothing and ended with ${code}: ${stderr}`);
  const headers = parseHeaders(stdout.toString('latin1', 0, split));
  const { status = '200', ...others } = headers;
  return { status: Number.parseInt(status, 10), headers: others, body: stdout.subarray(split + 4) };
}

function parseHeaders(text: string): Record<string, string> {
  const pairs = text.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}

function unauthorized(): Answer {
  const answer = plainAnswer(401, 'Invalid username or token.');
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Basic realm="GitHub"' } };
}

function plainAnswer(status: number, text: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}
