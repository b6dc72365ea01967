import { z } from 'zod';
import { type Answer, jsonAnswer } from './answer.ts';
import type { EmulatorAnswer } from './ask-emulator.ts';
import type { ApiCall, GitHubState } from './github-state.ts';
import type { HostedRepository } from './hosted-repository.ts';

const mintedSchema = z.object({
  token: z.string(),
  permissions: z.record(z.string(), z.string()),
  repositories: z.array(z.object({ full_name: z.string() })).optional(),
});

const pullSchema = z.looseObject({
  state: z.string(),
  head: z.looseObject({ ref: z.string(), sha: z.string() }),
  base: z.looseObject({ ref: z.string(), sha: z.string() }),
});

const openedSchema = z.looseObject({ number: z.number(), merged_at: z.unknown(), created_at: z.string() });

/** Makes emulate's answer GitHub's: pull requests follow their branches, and a new token is noted. */
export async function rewriteAnswer(state: GitHubState, call: ApiCall, answer: EmulatorAnswer): Promise<Answer> {
  if (call.match.operation === 'apps/create-installation-access-token') noteToken(state, answer);
  const body = backdate(state, noteMerge(state, call, await followBranches(call, answer.body)));
  if (call.match.operation === 'pulls/get') {
    return jsonAnswer(answer.status, await noteMergeability(state, call.repository, body));
  }
  return jsonAnswer(answer.status, body, answer.link === null ? {} : { link: answer.link });
}

function noteToken(state: GitHubState, answer: EmulatorAnswer): void {
  const minted = mintedSchema.safeParse(answer.body);
  if (!minted.success) return;
  const { token, permissions, repositories } = minted.data;
  state.ledger.add({ token, permissions, repositories: repositories?.map((one) => one.full_name) ?? 'all' });
}

/** emulate makes a merge commit of its own, which is nowhere in git. */
function noteMerge(state: GitHubState, call: ApiCall, body: unknown): unknown {
  if (!call.match.operation.startsWith('pulls/')) return body;
  if (Array.isArray(body)) return body.map((one) => noteMerge(state, call, one));
  const pull = openedSchema.safeParse(body).data;
  const merge = pull === undefined ? undefined : state.merges.get(`${call.repository?.fullName}#${pull.number}`);
  return pull === undefined || merge === undefined ? body : { ...pull, merge_commit_sha: merge.sha };
}

function backdate(state: GitHubState, body: unknown): unknown {
  if (Array.isArray(body)) return body.map((one) => backdate(state, one));
  const pull = openedSchema.safeParse(body).data;
  const openedAt = pull === undefined ? undefined : state.openedAt.get(pull.number);
  return pull === undefined || openedAt === undefined ? body : { ...pull, created_at: openedAt };
}

/** GitHub finds out whether two commits can be merged when it is asked for the first time, and does not know it yet then. */
async function noteMergeability(
  { comparedForMerging }: GitHubState,
  repository: HostedRepository | null,
  body: unknown,
): Promise<unknown> {
  const pull = pullSchema.safeParse(body).data;
  if (pull === undefined || pull.state !== 'open' || repository === null) return body;
  const pair = `${pull.base.sha} ${pull.head.sha}`;
  const isKnown = comparedForMerging.has(pair);
  comparedForMerging.add(pair);
  return { ...pull, mergeable: isKnown ? await repository.bare.merges(pull.base.sha, pull.head.sha) : null };
}

async function followBranches(call: ApiCall, body: unknown): Promise<unknown> {
  if (!call.match.operation.startsWith('pulls/') || call.repository === null) return body;
  if (!Array.isArray(body)) return followBranch(call.repository, body);
  return await Promise.all(body.map((one) => followBranch(call.repository, one)));
}

export async function followBranch(repository: HostedRepository | null, body: unknown): Promise<unknown> {
  const pull = pullSchema.safeParse(body).data;
  if (pull === undefined || pull.state !== 'open' || repository === null) return body;
  const refs = await repository.bare.refs();
  const head = refs.get(`refs/heads/${pull.head.ref}`) ?? pull.head.sha;
  const base = refs.get(`refs/heads/${pull.base.ref}`) ?? pull.base.sha;
  const numbers = await repository.bare.compare(base, head);
  return { ...pull, ...numbers, head: { ...pull.head, sha: head }, base: { ...pull.base, sha: base } };
}
