import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, refusal } from './answer.ts';
import { answerApi } from './answer-api.ts';
import { askFor } from './ask-for.ts';
import { answerJobLog } from './check-routes.ts';
import { readGitHubContract } from './github-contract.ts';
import type { GitHubState } from './github-state.ts';
import { answerGraphQl } from './graphql/answer-graphql.ts';
import { readGraphQlContract } from './graphql/graphql-contract.ts';
import { type HostDeps, type HostedRepository, hostRepository } from './hosted-repository.ts';
import { listenOnLoopback, type WireRequest } from './listen-on-loopback.ts';
import type { LoopbackGitHub, LoopbackSeed } from './loopback-github.ts';
import { announcePush } from './people/announce-pull.ts';
import { createPlannedFailures, type NoAnswer } from './planned-failures.ts';
import { playPeople } from './play-people.ts';
import { serveGit } from './serve-git.ts';
import { type Emulator, startEmulator } from './start-emulator.ts';
import { createTokenLedger, credentialOf } from './token-ledger.ts';
import { viewGitHub } from './view-github.ts';
import { createWebhookSender } from './webhook-sender.ts';

/** Starts a GitHub on a free port of 127.0.0.1 and fills it with the seed. */
export async function startLoopbackGitHub(seed: LoopbackSeed): Promise<LoopbackGitHub> {
  await using opened = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'loopback-github-'));
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  const front: { state: GitHubState | null } = { state: null };
  const server = await listenOnLoopback(async (request) => handle(front.state, request));
  opened.defer(() => server.close());
  const reach = { origin: server.origin, goneAccounts: new Set<string>() };
  const emulator = await startEmulator(seed, reach);
  opened.defer(() => emulator.close());
  const state = await createState(seed, reach, emulator);
  const repository = await hostAll(state, directory);
  await inviteCollaborators(state);
  await createIssues(state);
  front.state = state;
  return { ...handles(state, repository, emulator.privateKey), [Symbol.asyncDispose]: disposal(opened.move()) };
}

async function createState(
  seed: LoopbackSeed,
  { origin, goneAccounts }: { readonly origin: string; readonly goneAccounts: Set<string> },
  emulator: Emulator,
): Promise<GitHubState> {
  const ledger = createTokenLedger();
  return {
    seed,
    origin,
    ask: emulator.ask,
    tokenOf: emulator.tokenOf,
    contract: await readGitHubContract(),
    graphQl: await readGraphQlContract(),
    ledger,
    failures: createPlannedFailures(ledger.expireAll),
    sender: createWebhookSender(seed.app),
    repositories: new Map(),
    roles: new Map(Object.entries(seed.people).map(([login, role]) => [login.toLowerCase(), role])),
    reactions: [],
    comparedForMerging: new Set(),
    happenings: [],
    reviews: [],
    threads: [],
    suites: [],
    textEdits: new Map(),
    merges: new Map(),
    goneIssues: new Set(),
    goneAccounts,
    installation: 'active',
    openedAt: new Map(),
    alteredFiles: [],
    signedCommits: new Set(),
    requests: [],
    violations: [],
  };
}

async function hostAll(state: GitHubState, directory: string): Promise<HostedRepository> {
  const { repository: main, otherRepositories: others = [] } = state.seed;
  const host = async (seed: LoopbackSeed['repository']) => {
    const onMoved: HostDeps['onMoved'] = (moved, push) => announcePush(state, moved, push);
    const deps = { ask: state.ask, ownerToken: state.tokenOf(seed.owner), directory, onMoved };
    const repository = await hostRepository(deps, seed);
    state.repositories.set(repository.fullName.toLowerCase(), repository);
    return repository;
  };
  for (const seed of others) await host(seed);
  return await host(main);
}

/** emulate lets only these say anything, in public too; what a role means beyond that is our own table's business. */
async function inviteCollaborators(state: GitHubState): Promise<void> {
  for (const { fullName, seed } of state.repositories.values()) {
    for (const [login, role] of Object.entries(state.seed.people)) {
      if ((role === 'none' && seed.private) || login === seed.owner) continue;
      const path = `/repos/${fullName}/collaborators/${encodeURIComponent(login)}`;
      await askFor(state.ask, { method: 'PUT', path, token: state.tokenOf(seed.owner), body: { permission: 'write' } });
    }
  }
}

async function createIssues(state: GitHubState): Promise<void> {
  const path = `/repos/${state.seed.repository.owner}/${state.seed.repository.name}/issues`;
  for (const [index, issue] of state.seed.issues.entries()) {
    const token = state.tokenOf(issue.author);
    await askFor(state.ask, { method: 'POST', path, token, body: { title: issue.title, body: issue.body } });
    if (issue.state !== 'closed') continue;
    await askFor(state.ask, { method: 'PATCH', path: `${path}/${index + 1}`, token, body: { state: 'closed' } });
  }
}

function handles(
  state: GitHubState,
  repository: HostedRepository,
  privateKey: string,
): Omit<LoopbackGitHub, typeof Symbol.asyncDispose> {
  const { ledger, sender, seed } = state;
  return {
    origin: state.origin,
    apiUrl: `${state.origin}/api/v3`,
    app: { id: seed.app.id, privateKey, webhookSecret: seed.app.webhookSecret },
    ...playPeople(state, repository),
    ...viewGitHub(state, repository),
    setWebhookUrl: sender.setUrl,
    redeliver: sender.redeliver,
    setRole: (login, role) => state.roles.set(login.toLowerCase(), role),
    commit: async (branch, commit) => {
      const sha = await repository.bare.commit(branch, commit);
      await repository.afterPush();
      return sha;
    },
    createBranch: async (branch, from) => {
      await repository.bare.git(['branch', branch, from]);
      await repository.afterPush();
    },
    deleteBranch: async (branch) => {
      await repository.bare.git(['branch', '-D', branch]);
      await repository.afterPush();
    },
    alterNextTree: (path, content) => state.alteredFiles.push({ path, content }),
    renameDefaultBranch: repository.renameDefaultBranch,
    refusePushes: repository.bare.refusePushes,
    failNext: state.failures.plan,
    expireTokens: ledger.expireAll,
    backdatePull: (pull, openedAt) => state.openedAt.set(pull, openedAt),
    mintedTokens: ledger.all,
    revokedTokens: () => ledger.all().filter((token) => token.state === 'revoked'),
    deliveries: sender.deliveries,
    requests: () => [...state.requests],
    contractViolations: () => [...state.violations],
  };
}

function disposal(opened: AsyncDisposableStack): () => Promise<void> {
  return () => opened.disposeAsync();
}

async function handle(state: GitHubState | null, request: WireRequest): Promise<Answer | NoAnswer> {
  if (state === null) return refusal(503, 'Still starting');
  const { answer, operation } = await route(state, request);
  const status = typeof answer === 'string' ? answer : answer.status;
  const token = credentialOf(request.headers.authorization);
  state.requests.push({ method: request.method, path: request.path, operation, status, token });
  return answer;
}

type Routed = { readonly answer: Answer | NoAnswer; readonly operation: string | null };

async function route(state: GitHubState, request: WireRequest): Promise<Routed> {
  const { method, path, query, headers } = request;
  if (path.startsWith('/job-logs/'))
    return { answer: answerJobLog(state, path, headers.authorization), operation: null };
  if (!path.startsWith('/api/')) return await routeGit(state, request);
  const body = parseBody(request.body);
  if (body === null) return { answer: refusal(400, 'Problems parsing JSON'), operation: null };
  if (method === 'POST' && path === '/api/graphql') return await answerGraphQl(state, body.json, headers.authorization);
  const call = { method, path: path.slice('/api/v3'.length), query, body: body.json };
  return await answerApi(state, call, headers.authorization);
}

function parseBody(bytes: Uint8Array): { readonly json: unknown } | null {
  if (bytes.length === 0) return { json: undefined };
  try {
    return { json: JSON.parse(Buffer.from(bytes).toString('utf8')) };
  } catch {
    // Whoever sent it is told so.
    return null;
  }
}

async function routeGit(state: GitHubState, request: WireRequest): Promise<Routed> {
  const { method, headers, body } = request;
  const [, fullName = '', path = ''] =
    /^\/([^/]+\/[^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/.exec(request.path) ?? [];
  const service = path === '/info/refs' ? request.query.get('service') : path.slice(1);
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
    return { answer: refusal(404, 'Not Found'), operation: null };
  }
  const repository = state.repositories.get(fullName.toLowerCase());
  const call = { method, service, path, query: String(request.query), headers, body } as const;
  const deps = { ledger: state.ledger, pusher: `${state.seed.app.slug}[bot]` };
  const answer = await state.failures.around({ method, route: service, key: request.path }, () =>
    serveGit(deps, repository, call),
  );
  return { answer, operation: service };
}
