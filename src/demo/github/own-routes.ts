import { z } from 'zod';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import { gitDataRoutes } from './git-data-routes.ts';
import type { ApiCall, GitHubState, Reaction, Route } from './github-state.ts';
import type { Role } from './loopback-github.ts';
import { noteHappening } from './note-happening.ts';
import { pullHistoryRoutes } from './pull-history-routes.ts';
import { refRoutes } from './ref-routes.ts';
import { tokenCovers } from './token-ledger.ts';

/** The routes emulate lacks, or answers too kindly. */
export const ownRoutes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ...gitDataRoutes,
  ...refRoutes,
  ...pullHistoryRoutes,
  ['apps/list-repos-accessible-to-installation', listRepositories],
  ['apps/revoke-installation-access-token', revokeToken],
  ['repos/get-collaborator-permission-level', answerPermission],
  ['issues/add-labels', addLabels],
  ['reactions/list-for-issue', listReactions],
  ['reactions/create-for-issue', addReaction],
  ['reactions/delete-for-issue', removeReaction],
]);

const labelsSchema = z.object({ labels: z.array(z.string()) });
const reactionSchema = z.object({ content: z.string() });

/** GitHub's older vocabulary, which the `permission` field still speaks. */
const legacyPermission: Readonly<Record<Role, string>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

async function revokeToken(state: GitHubState, call: ApiCall): Promise<Answer> {
  state.ledger.revoke(call.credential);
  return jsonAnswer(204, null);
}

async function listRepositories(state: GitHubState, call: ApiCall): Promise<Answer> {
  const token = state.ledger.all().find((one) => one.token === call.credential);
  const covered = [...state.repositories.values()].filter(
    ({ fullName }) => token !== undefined && tokenCovers(token, fullName),
  );
  const repositories = covered.map(({ seed, fullName }) => ({
    name: seed.name,
    full_name: fullName,
    owner: { login: seed.owner },
    private: seed.private,
    archived: false,
    disabled: false,
  }));
  return jsonAnswer(200, { total_count: repositories.length, repositories });
}

async function answerPermission(state: GitHubState, call: ApiCall): Promise<Answer> {
  const login = call.match.parameters.get('username') ?? '';
  const given = state.roles.get(login.toLowerCase());
  if (given === undefined) return refusal(404, `${login} is not a user`);
  const role = given === 'none' && call.repository?.seed.private === false ? 'read' : given;
  const user = await state.ask({ method: 'GET', path: `/users/${login}`, token: state.tokenOf(login) });
  return jsonAnswer(200, { permission: legacyPermission[role], role_name: role, user: user.body });
}

/** A token for pull requests may label them; emulate wants one for issues. */
async function addLabels(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { request, repository } = call;
  const token = state.tokenOf(repository?.seed.owner ?? '');
  const answer = await state.ask({ method: request.method, path: request.path, token, body: request.body });
  const actor = `${state.seed.app.slug}[bot]`;
  for (const _ of labelsSchema.safeParse(request.body).data?.labels ?? [])
    noteHappening(state, { repository: repository?.fullName ?? '', issue: issueOf(call), event: 'labeled', actor });
  return jsonAnswer(answer.status, answer.body);
}

async function listReactions(state: GitHubState, call: ApiCall): Promise<Answer> {
  return jsonAnswer(200, reactionsOf(state, call).map(describe));
}

async function addReaction(state: GitHubState, call: ApiCall): Promise<Answer> {
  const content = reactionSchema.safeParse(call.request.body).data?.content;
  if (content === undefined) return refusal(422, 'Validation Failed');
  const author = `${state.seed.app.slug}[bot]`;
  const existing = reactionsOf(state, call).find((one) => one.content === content && one.author === author);
  if (existing !== undefined) return jsonAnswer(200, describe(existing));
  const issue = await state.ask({
    method: 'GET',
    path: `/repos/${call.repository?.fullName}/issues/${issueOf(call)}`,
    token: call.credential,
  });
  if (issue.status !== 200) return refusal(404, 'Not Found');
  const reaction: Reaction = {
    id: (state.reactions.at(-1)?.id ?? 0) + 1,
    repository: call.repository?.fullName ?? '',
    issue: issueOf(call),
    content,
    author,
    at: new Date().toISOString(),
  };
  state.reactions.push(reaction);
  return jsonAnswer(201, describe(reaction));
}

async function removeReaction(state: GitHubState, call: ApiCall): Promise<Answer> {
  const id = Number(call.match.parameters.get('reaction_id'));
  const index = state.reactions.findIndex((one) => one.id === id);
  if (index < 0) return refusal(404, 'Not Found');
  state.reactions.splice(index, 1);
  return jsonAnswer(204, null);
}

function reactionsOf(state: GitHubState, call: ApiCall): readonly Reaction[] {
  return state.reactions.filter((one) => one.repository === call.repository?.fullName && one.issue === issueOf(call));
}

function issueOf(call: ApiCall): number {
  return Number(call.match.parameters.get('issue_number'));
}

function describe(reaction: Reaction) {
  const user = { login: reaction.author, id: 1, type: 'Bot' };
  return { id: reaction.id, node_id: `R_${reaction.id}`, user, content: reaction.content, created_at: reaction.at };
}
