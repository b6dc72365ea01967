import { readFile } from 'node:fs/promises';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import { z } from 'zod';

/** Checks what an app sends against GitHub's own OpenAPI description, and what we send against its webhooks. */
export type GitHubContract = {
  check(request: ApiRequest): Checked;
  /** What is wrong with a webhook's payload; empty when nothing is, or when its schema is not among the extracted ones. */
  checkWebhook(name: string, payload: unknown): readonly string[];
};

export type ApiRequest = {
  readonly method: string;
  /** As it came, still percent-encoded, without the `/api/v3` prefix and the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; `undefined` when there was no body. */
  readonly body: unknown;
};

type Checked = {
  /** `null` when GitHub, as far as it was extracted, has no such route. */
  readonly match: RouteMatch | null;
  readonly problems: readonly string[];
};

export type RouteMatch = {
  /** GitHub's id of the operation, such as `issues/create-comment`. */
  readonly operation: string;
  readonly route: string;
  /** Decoded path parameters. */
  readonly parameters: ReadonlyMap<string, string>;
};

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: z.record(z.string(), z.unknown()),
});

const descriptionSchema = z.object({
  operations: z.record(
    z.string(),
    z.object({
      method: z.string(),
      path: z.string(),
      parameters: z.array(parameterSchema),
      body: z.record(z.string(), z.unknown()).nullable(),
      bodyRequired: z.boolean(),
    }),
  ),
  webhooks: z.record(z.string(), z.record(z.string(), z.unknown())),
  $defs: z.record(z.string(), z.unknown()),
});

type Operation = z.infer<typeof descriptionSchema>['operations'][string];
type Route = {
  readonly id: string;
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly checkParameters: () => ValidateFunction;
  readonly checkBody: () => ValidateFunction | null;
};

export async function readGitHubContract(): Promise<GitHubContract> {
  const file = await readFile(new URL('github-openapi.json', import.meta.url), 'utf8');
  const description = descriptionSchema.parse(JSON.parse(file));
  const strict = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  const coercing = new Ajv2019({ strict: false, allErrors: true, validateFormats: false, coerceTypes: true });
  strict.addSchema({ $id: 'github', $defs: description.$defs });
  const routes = Object.entries(description.operations)
    .map(([id, operation]) => compileRoute(id, operation, strict, coercing))
    .sort(bySpecificity);
  const webhooks = new Map(
    Object.entries(description.webhooks).map(([name, one]) => [name, once(() => strict.compile(one))]),
  );
  return {
    check: (request) => check(routes, request),
    checkWebhook: (name, payload) => {
      const validate = webhooks.get(name);
      return validate === undefined ? [] : problemsOf(validate(), payload, 'payload');
    },
  };
}

function compileRoute(id: string, operation: Operation, strict: Ajv2019, coercing: Ajv2019): Route {
  const known = operation.parameters.filter((one) => one.in !== 'header');
  return {
    id,
    operation,
    pattern: patternOf(operation.path),
    checkParameters: once(() =>
      coercing.compile({
        type: 'object',
        properties: Object.fromEntries(known.map((one) => [one.name, one.schema])),
        required: known.filter((one) => one.required).map((one) => one.name),
        additionalProperties: false,
      }),
    ),
    checkBody: once(() => (operation.body === null ? null : strict.compile(operation.body))),
  };
}

/** Compiling takes longer than all that a test asks of most operations. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A branch name or a file's path may hold slashes; every other parameter is one segment. */
function patternOf(path: string): RegExp {
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part;
      return ['ref', 'path', 'branch'].includes(name) ? `(?<${name}>.+?)` : `(?<${name}>[^/]+)`;
    })
    .join('');
  return new RegExp(`^${source}$`);
}

/** A name with slashes in it would swallow the rest of a longer route. */
function bySpecificity(one: Route, other: Route): number {
  return countParameters(one) - countParameters(other) || other.operation.path.length - one.operation.path.length;
}

function countParameters(route: Route): number {
  return route.operation.path.split('{').length;
}

function check(routes: readonly Route[], request: ApiRequest): Checked {
  for (const route of routes) {
    if (route.operation.method !== request.method) continue;
    const found = route.pattern.exec(request.path);
    if (found === null) continue;
    const parameters = new Map(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return {
      match: { operation: route.id, route: route.operation.path, parameters },
      problems: [...parameterProblems(route, parameters, request.query), ...bodyProblems(route, request.body)],
    };
  }
  return { match: null, problems: [`${request.method} ${request.path} is not an operation this GitHub knows`] };
}

function parameterProblems(route: Route, path: ReadonlyMap<string, string>, query: URLSearchParams): readonly string[] {
  const given = { ...Object.fromEntries(query), ...Object.fromEntries(path) };
  return problemsOf(route.checkParameters(), given, 'parameter');
}

function bodyProblems(route: Route, body: unknown): readonly string[] {
  if (body === undefined) return route.operation.bodyRequired ? ['a body is required'] : [];
  const checkBody = route.checkBody();
  if (checkBody !== null) return problemsOf(checkBody, body, 'body');
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  return isEmpty ? [] : ['this operation takes no body'];
}

function problemsOf(validate: ValidateFunction, value: unknown, what: string): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => {
    const name: unknown = error.params['unevaluatedProperty'] ?? error.params['additionalProperty'];
    const place = `${what}${error.instancePath}`;
    return typeof name === 'string' ? `${place} has an unknown property ${name}` : `${place} ${error.message}`;
  });
}
