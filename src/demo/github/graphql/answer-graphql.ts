import { z } from 'zod';
import { type Answer, jsonAnswer, refusal } from '../answer.ts';
import type { GitHubState } from '../github-state.ts';
import type { NoAnswer } from '../planned-failures.ts';
import { type GraphNode, GraphRefusal } from './graph-node.ts';
import { graphOf } from './graph-of.ts';
import { type GraphQlDocument, type GraphQlSelection, type GraphQlValue, parseGraphQl } from './parse-graphql.ts';

const requestSchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

/** Answers one request to `/api/graphql`: schema, token, then the graph. */
export async function answerGraphQl(
  state: GitHubState,
  body: unknown,
  authorization: string | undefined,
): Promise<{ readonly answer: Answer | NoAnswer; readonly operation: string | null }> {
  const caller = state.ledger.identify(authorization);
  if (caller === 'missing' || caller === 'unknown' || caller.kind === 'app') {
    return { answer: refusal(401, 'Bad credentials'), operation: null };
  }
  const request = requestSchema.safeParse(body).data;
  const document = request === undefined ? null : parse(request.query);
  if (request === undefined || document === null) return violated(state, ['is no document of GraphQL']);
  const problems = state.graphQl(document);
  if (problems.length > 0) return violated(state, problems);
  const operation = `graphql/${document.selection.flatMap((one) => (one.kind === 'field' ? [one.name] : []))[0]}`;
  const graph = graphOf(state, caller.token)[document.operation];
  const answer = await state.failures.around({ method: 'POST', route: operation, key: request.query }, () =>
    execute(graph, { selection: document.selection, variables: request.variables }),
  );
  return { answer, operation };
}

function parse(query: string): GraphQlDocument | null {
  try {
    return parseGraphQl(query);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function violated(state: GitHubState, problems: readonly string[]) {
  state.violations.push({ method: 'POST', path: '/graphql', problems });
  return { answer: jsonAnswer(200, { errors: problems.map((message) => ({ message })) }), operation: null };
}

type Work = { readonly selection: readonly GraphQlSelection[]; readonly variables: Readonly<Record<string, unknown>> };

async function execute(graph: GraphNode, work: Work): Promise<Answer> {
  try {
    return jsonAnswer(200, { data: await project(graph, work) });
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    return jsonAnswer(200, { data: null, errors: [{ type: error.type, message: error.message, path: [] }] });
  }
}

async function project(node: GraphNode, { selection, variables }: Work): Promise<Readonly<Record<string, unknown>>> {
  const shown: Record<string, unknown> = {};
  for (const one of selection) {
    if (one.kind === 'field') shown[one.alias] = await resolve(node, one, variables);
    else if (one.type === null || one.type === node.__typename) {
      Object.assign(shown, await project(node, { selection: one.selection, variables }));
    }
  }
  return shown;
}

async function resolve(
  node: GraphNode,
  field: GraphQlSelection & { kind: 'field' },
  variables: Work['variables'],
): Promise<unknown> {
  const value = node[field.name];
  if (value === undefined) throw new Error(`This GitHub does not answer ${node.__typename}.${field.name} yet`);
  const args = Object.fromEntries(Object.entries(field.args).map(([name, one]) => [name, givenBy(one, variables)]));
  const found: unknown = typeof value === 'function' ? await value(args) : value;
  const { selection } = field;
  if (selection === null) return found;
  if (Array.isArray(found)) return await Promise.all(found.map((one) => nested(one, { selection, variables })));
  return await nested(found, { selection, variables });
}

async function nested(value: unknown, work: Work): Promise<unknown> {
  return isNode(value) ? await project(value, work) : null;
}

function isNode(value: unknown): value is GraphNode {
  return typeof value === 'object' && value !== null && '__typename' in value;
}

function givenBy(value: GraphQlValue, variables: Work['variables']): unknown {
  if (value.kind === 'variable') return variables[value.name] ?? null;
  if (value.kind === 'literal') return value.value;
  return Object.fromEntries(Object.entries(value.fields).map(([name, one]) => [name, givenBy(one, variables)]));
}
