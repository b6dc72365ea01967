import { type Answer, jsonAnswer, refusal } from './answer.ts';
import { checkRoutes } from './check-routes.ts';
import { conversationRoutes } from './conversation-routes.ts';
import { gitDataRoutes } from './git-data-routes.ts';
import type { ApiCall, GitHubState, Route } from './github-state.ts';
import type { Role } from './loopback-github.ts';
import { pullHistoryRoutes } from './pull-history-routes.ts';
import { reactionRoutes } from './reaction-routes.ts';
import { refRoutes } from './ref-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { tokenCovers } from './token-ledger.ts';

/** The routes emulate lacks, or answers too kindly. */
export const ownRoutes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ...gitDataRoutes,
  ...refRoutes,
  ...reactionRoutes,
  ...reviewRoutes,
  ...checkRoutes,
  ...conversationRoutes,
  ...pullHistoryRoutes,
  ['apps/list-repos-accessible-to-installation', listRepositories],
  ['apps/revoke-installation-access-token', revokeToken],
  ['repos/get-collaborator-permission-level', answerPermission],
]);

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
  if (given === undefined || state.goneAccounts.has(login)) return refusal(404, `${login} is not a user`);
  const role = given === 'none' && call.repository?.seed.private === false ? 'read' : given;
  const user = await state.ask({ method: 'GET', path: `/users/${login}`, token: state.tokenOf(login) });
  return jsonAnswer(200, { permission: legacyPermission[role], role_name: role, user: user.body });
}
