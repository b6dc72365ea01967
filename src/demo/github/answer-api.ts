import { type Answer, refusal } from './answer.ts';
import type { ApiRequest, RouteMatch } from './github-contract.ts';
import type { ApiCall, GitHubState } from './github-state.ts';
import { operations } from './operations.ts';
import { ownRoutes } from './own-routes.ts';
import type { NoAnswer } from './planned-failures.ts';
import { refuseByRule } from './refuse-by-rule.ts';
import { rewriteAnswer } from './rewrite-answer.ts';
import { type MintedToken, tokenCovers, tokenHolds } from './token-ledger.ts';

/** Answers one REST request: contract, planned failure, token, GitHub's rules, then our own route or emulate's. */
export async function answerApi(
  state: GitHubState,
  request: ApiRequest,
  authorization: string | undefined,
): Promise<{ readonly answer: Answer | NoAnswer; readonly operation: string | null }> {
  const { match, problems } = state.contract.check(request);
  if (problems.length > 0) state.violations.push({ method: request.method, path: request.path, problems });
  if (match === null) return { answer: refusal(404, 'Not Found'), operation: null };
  const key = `${request.path}?${request.query}`;
  const answer = await state.failures.around({ method: request.method, route: match.route, key }, () =>
    answerMatch(state, request, match, authorization),
  );
  return { answer, operation: match.operation };
}

async function answerMatch(
  state: GitHubState,
  request: ApiRequest,
  match: RouteMatch,
  authorization: string | undefined,
): Promise<Answer> {
  const fullName = fullNameOf(match);
  const repository = fullName === null ? null : (state.repositories.get(fullName.toLowerCase()) ?? null);
  const refused = refuseCaller(state, match, authorization);
  if (refused !== null) return refused;
  if (fullName !== null && repository === null) return refusal(404, 'Not Found');
  const credential = authorization?.split(' ')[1] ?? '';
  const call: ApiCall = { request, match, credential, repository };
  return (
    (await refuseByRule(state, call)) ?? (await ownRoutes.get(match.operation)?.(state, call)) ?? forward(state, call)
  );
}

function fullNameOf(match: RouteMatch): string | null {
  const owner = match.parameters.get('owner');
  const name = match.parameters.get('repo');
  return owner === undefined || name === undefined ? null : `${owner}/${name}`;
}

function refuseCaller(state: GitHubState, match: RouteMatch, authorization: string | undefined): Answer | null {
  const access = operations.get(match.operation);
  const caller = state.ledger.identify(authorization);
  if (caller === 'missing') return refusal(401, 'Requires authentication');
  if (caller === 'unknown' || access === undefined) return refusal(401, 'Bad credentials');
  if (access.caller === 'app') {
    return caller.kind === 'app' ? null : refusal(401, 'A JSON web token could not be decoded');
  }
  if (caller.kind === 'app') return refusal(401, 'Bad credentials');
  return refuseToken(caller.token, access.needs, fullNameOf(match));
}

function refuseToken(
  token: MintedToken,
  needs: readonly { readonly name: string; readonly level: 'read' | 'write' }[],
  fullName: string | null,
): Answer | null {
  if (fullName !== null && !tokenCovers(token, fullName)) return refusal(404, 'Not Found');
  if (needs.length === 0 || needs.some(({ name, level }) => tokenHolds(token, name, level))) return null;
  return refusal(403, 'Resource not accessible by integration');
}

async function forward(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { method, path, query, body } = call.request;
  const search = query.size === 0 ? '' : `?${query}`;
  const answer = await state.ask({ method, path: `${path}${search}`, token: call.credential, body });
  return rewriteAnswer(state, call, answer);
}
