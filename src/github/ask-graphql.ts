import { type Octokit, RequestError } from 'octokit';
import { asking } from './github-fault.ts';

export type GraphQlQuestion = {
  /** Completes "GitHub did not …". */
  readonly what: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, string | number | null>>;
};

/** What REST has no word for. A refusal, which GraphQL answers with 200, is as any other: a `GitHubFault` with a status. */
export async function askGraphQl<T>(octokit: Octokit, question: GraphQlQuestion, signal: AbortSignal): Promise<T> {
  const { what, query, variables } = question;
  return await asking(what, signal, async () => {
    try {
      return await octokit.graphql<T>(query, { ...variables, request: { signal } });
    } catch (error) {
      throw asRefusal(error) ?? error;
    }
  });
}

/** `null` when it is none of GraphQL's own: those are no `RequestError` and have a list of errors. */
function asRefusal(error: unknown): RequestError | null {
  if (error instanceof RequestError || !(error instanceof Error) || !('errors' in error)) return null;
  const [first]: readonly unknown[] = Array.isArray(error.errors) ? error.errors : [];
  const type = textOf(first, 'type');
  const request = { method: 'POST' as const, url: '/graphql', headers: {} };
  const status = statuses.get(type) ?? 422;
  const response = { status, url: request.url, headers: {}, data: null };
  return new RequestError(textOf(first, 'message') || 'Refused', status, { request, response });
}

const statuses: ReadonlyMap<string, number> = new Map([
  ['NOT_FOUND', 404],
  ['FORBIDDEN', 403],
  ['INSUFFICIENT_SCOPES', 403],
  ['RATE_LIMITED', 429],
  ['RATE_LIMIT', 429],
]);

function textOf(value: unknown, key: string): string {
  const text = typeof value === 'object' && value !== null ? Reflect.get(value, key) : null;
  return typeof text === 'string' ? text : '';
}
