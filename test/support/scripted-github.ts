import { Octokit } from 'octokit';
import type { GitHubClient } from '../../src/github/connect-github.ts';

export type ScriptedComment = { readonly id: number; readonly author: string; readonly on: number; body: string };
export type ScriptedPull = {
  readonly author: string;
  readonly branch: string;
  readonly headRepository: string | null;
  readonly state?: 'open' | 'closed';
  readonly merged?: boolean;
  readonly sha?: string;
};

/** A repository at the wire, as far as steering asks about it. What is asked besides ends the test. */
export function scriptedGitHub(told: Partial<ReturnType<typeof ordinary>> = {}) {
  const there = { ...ordinary(), ...told };
  const requests: string[] = [];
  const answer = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const path = new URL(input instanceof Request ? input.url : input).pathname;
    const line = `${init.method ?? 'GET'} ${decodeURIComponent(path)}`;
    requests.push(line);
    const failing = there.failing.find(({ route }) => route.test(line));
    if (failing !== undefined) return json(failing.status, { message: 'Scripted' });
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    for (const [route, play] of routes) {
      const match = route.exec(line);
      if (match !== null) return play(there, match, { ...asRecord(body) });
    }
    throw new Error(`Nobody scripted ${line}`);
  };
  const request = { fetch: answer };
  const octokit = new Octokit({ request, retry: { enabled: false }, throttle: { enabled: false }, log: silent });
  const client: GitHubClient = { app: octokit, as: () => octokit };
  return { ...there, client, requests };
}

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
function nothing(): void {
  // Whatever goes wrong is seen in what comes of it.
}

function ordinary() {
  return {
    /** By login; whoever is not named is unknown to GitHub. `error`: it does not answer. */
    roles: new Map<string, string>([['knot', 'write']]),
    comments: [] as ScriptedComment[],
    reactions: [] as string[],
    labels: new Map<number, string[]>(),
    repositoryLabels: new Set<string>(),
    closedIssues: new Set<number>(),
    pulls: new Map<number, ScriptedPull>(),
    deletedBranches: [] as string[],
    lastEdit: null as { at: string; editor: string | null } | null,
    failing: [] as { route: RegExp; status: number }[],
  };
}

type There = ReturnType<typeof ordinary>;
type Play = (there: There, match: RegExpExecArray, body: Readonly<Record<string, unknown>>) => Response;

const routes: readonly (readonly [RegExp, Play])[] = [
  [/^POST \/app\/installations\/\d+\/access_tokens$/, () => json(201, { token: 'ghs_scripted' })],
  [/^DELETE \/installation\/token$/, () => json(204, null)],
  [/^GET .*\/collaborators\/([^/]+)\/permission$/, (there, [, login = '']) => permission(there.roles.get(login))],
  [/^POST .*\/(issues\/\d+|issues\/comments\/\d+)\/reactions$/, react],
  [/^GET .*\/issues\/(\d+)\/comments$/, (there, [, issue]) => json(200, commentsOn(there, Number(issue)))],
  [/^POST .*\/issues\/(\d+)\/comments$/, addComment],
  [/^PATCH .*\/issues\/comments\/(\d+)$/, changeComment],
  [/^GET .*\/issues\/(\d+)\/labels$/, (there, [, issue]) => json(200, labelsOf(there, Number(issue)))],
  [/^POST .*\/issues\/(\d+)\/labels$/, putLabelsOn],
  [/^DELETE .*\/issues\/(\d+)\/labels\/(.+)$/, takeLabelOff],
  [/^GET .*\/labels\/(.+)$/, (there, [, name = '']) => json(there.repositoryLabels.has(name) ? 200 : 404, { name })],
  [/^POST .*\/labels$/, makeLabel],
  [/^GET .*\/issues\/(\d+)$/, showIssue],
  [/^GET .*\/pulls\/(\d+)$/, showPull],
  [/^GET .*\/pulls$/, () => json(200, [])],
  [/^GET .*\/git\/ref\/heads\/(.+)$/, showBranch],
  [/^GET .*\/branches\/(.+)$/, showBranch],
  [/^DELETE .*\/git\/refs\/heads\/(.+)$/, deleteBranch],
  [/^POST \/graphql$/, lastEdit],
];

function permission(role: string | undefined): Response {
  if (role === undefined) return json(404, { message: 'Not Found' });
  if (role === 'error') return json(503, { message: 'Unavailable' });
  return json(200, { permission: legacy.get(role) ?? role, role_name: role });
}

const legacy: ReadonlyMap<string, string> = new Map([
  ['triage', 'read'],
  ['maintain', 'write'],
]);

function react({ reactions }: There, [, target = '']: RegExpExecArray, { content }: Readonly<Record<string, unknown>>) {
  const reaction = `${content} on ${target}`;
  if (!reactions.includes(reaction)) reactions.push(reaction);
  return json(201, { id: 1, content });
}

const commentsOn = ({ comments }: There, issue: number) =>
  comments
    .filter(({ on }) => on === issue)
    .map(({ id, body, author }) => ({ id, body, user: { login: author, type: 'User' } }));

function addComment({ comments }: There, [, issue]: RegExpExecArray, { body }: Readonly<Record<string, unknown>>) {
  const id = 1000 + comments.length;
  comments.push({ id, author: 'sandpiper[bot]', on: Number(issue), body: String(body) });
  return json(201, { id });
}

function changeComment({ comments }: There, [, id]: RegExpExecArray, { body }: Readonly<Record<string, unknown>>) {
  const comment = comments.find((one) => one.id === Number(id));
  if (comment === undefined) return json(404, {});
  comment.body = String(body);
  return json(200, { id: comment.id });
}

const labelsOf = ({ labels }: There, issue: number) => (labels.get(issue) ?? []).map((name) => ({ name }));

function putLabelsOn(there: There, [, issue]: RegExpExecArray, { labels }: Readonly<Record<string, unknown>>) {
  const names = Array.isArray(labels) ? labels.map(String) : [];
  there.labels.set(Number(issue), [...new Set([...(there.labels.get(Number(issue)) ?? []), ...names])]);
  return json(200, labelsOf(there, Number(issue)));
}

function takeLabelOff(there: There, [, issue, name]: RegExpExecArray) {
  const before = there.labels.get(Number(issue)) ?? [];
  there.labels.set(
    Number(issue),
    before.filter((one) => one !== name),
  );
  return json(before.some((one) => one === name) ? 200 : 404, []);
}

function makeLabel({ repositoryLabels }: There, _: RegExpExecArray, { name }: Readonly<Record<string, unknown>>) {
  repositoryLabels.add(String(name));
  return json(201, { name });
}

function showIssue(there: There, [, issue]: RegExpExecArray) {
  const state = there.closedIssues.has(Number(issue)) ? 'closed' : 'open';
  return json(200, { number: Number(issue), state, labels: labelsOf(there, Number(issue)) });
}

function showPull({ pulls }: There, [, number]: RegExpExecArray) {
  const pull = pulls.get(Number(number));
  if (pull === undefined) return json(404, { message: 'Not Found' });
  const repo = pull.headRepository === null ? null : { full_name: pull.headRepository };
  return json(200, {
    number: Number(number),
    html_url: `https://github.com/wader/tidewords/pull/${number}`,
    title: 'A pull request',
    body: null,
    user: { login: pull.author },
    state: pull.state ?? 'open',
    merged: pull.merged ?? false,
    draft: false,
    head: { ref: pull.branch, sha: pull.sha ?? 'a'.repeat(40), repo },
    base: { ref: 'main' },
  });
}

function showBranch({ pulls }: There, [, branch]: RegExpExecArray) {
  const pull = [...pulls.values()].find((one) => one.branch === branch);
  if (pull === undefined) return json(404, { message: 'Not Found' });
  const sha = pull.sha ?? 'a'.repeat(40);
  return json(200, { name: branch, object: { sha }, commit: { sha } });
}

function deleteBranch({ deletedBranches }: There, [, branch = '']: RegExpExecArray) {
  deletedBranches.push(branch);
  return json(204, null);
}

function lastEdit({ lastEdit: edit }: There) {
  const editor = edit === null || edit.editor === null ? null : { login: edit.editor };
  return json(200, { data: { repository: { issue: { lastEditedAt: edit?.at ?? null, editor } } } });
}

function asRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function json(status: number, body: unknown): Response {
  const headers = { 'content-type': 'application/json' };
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
}
