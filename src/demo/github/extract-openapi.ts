import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operations } from './operations.ts';

// Writes `github-openapi.json` anew from an unpacked `@octokit/openapi`: `node src/demo/github/extract-openapi.ts <package>`.

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
type JsonObject = { readonly [key: string]: Json };

/** A schema that stands in several places is written once, if it is longer than this. */
const worthSharing = 200;
const keptWebhooks = [
  'issues-labeled',
  'issues-unlabeled',
  'issues-edited',
  'issues-closed',
  'issues-reopened',
  'issues-deleted',
  'issues-transferred',
  'issue-comment-created',
  'issue-comment-edited',
  'issue-comment-deleted',
  'pull-request-closed',
  'pull-request-reopened',
  'pull-request-synchronize',
  'pull-request-ready-for-review',
  'pull-request-converted-to-draft',
  'pull-request-review-submitted',
  'pull-request-review-comment-created',
  'check-suite-completed',
  'installation-deleted',
  'installation-suspend',
  'installation-unsuspend',
  'installation-new-permissions-accepted',
  'installation-repositories-removed',
  'installation-repositories-added',
  'repository-renamed',
  'repository-archived',
  'repository-privatized',
  'repository-deleted',
];
const wordsForPeople = new Set([
  'description',
  'title',
  'example',
  'examples',
  'externalDocs',
  'deprecated',
  'default',
  'discriminator',
  'format',
  'readOnly',
]);

const [packagePath] = process.argv.slice(2);
if (packagePath === undefined) throw new Error('Give the folder of an unpacked @octokit/openapi');

const { version } = object(JSON.parse(await readFile(join(packagePath, 'package.json'), 'utf8')));
const spec = object(JSON.parse(await readFile(join(packagePath, 'generated/api.github.com.json'), 'utf8')));
const schemas = object(at(spec, 'components', 'schemas'));
const extract = {
  source: `@octokit/openapi@${version} generated/api.github.com.json`,
  operations: Object.fromEntries([...operations.keys()].map((id) => [id, operation(id)])),
  webhooks: Object.fromEntries(keptWebhooks.map((name) => [name, webhook(name)])),
};
const definitions: Record<string, Json> = {};
collectDefinitions(extract.webhooks);
const shared: Record<string, Json> = {};
const repeated = countSchemas(definitions);
const $defs = Object.fromEntries(Object.entries(definitions).map(([name, one]) => [name, withShared(one, true)]));
await writeFile(
  new URL('github-openapi.json', import.meta.url),
  `${JSON.stringify({ ...extract, $defs: { ...$defs, ...shared } })}\n`,
);

function operation(id: string): Json {
  for (const [path, methods] of Object.entries(object(at(spec, 'paths')))) {
    for (const [method, described] of Object.entries(object(methods))) {
      if (object(described)['operationId'] === id) return describe(method, path, object(described));
    }
  }
  throw new Error(`GitHub's description has no operation ${id}`);
}

function describe(method: string, path: string, described: JsonObject): Json {
  const parameters = list(described['parameters'] ?? []).map((one) => object(resolve(one)));
  const body = at(described, 'requestBody', 'content', 'application/json', 'schema');
  return {
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((one) => ({
      name: text(one['name']),
      in: text(one['in']),
      required: one['required'] === true,
      schema: plain(inlined(one['schema'] ?? {})),
    })),
    body: body === undefined ? null : closed(plain(inlined(body)), true),
    bodyRequired: at(described, 'requestBody', 'required') === true,
  };
}

function webhook(name: string): Json {
  const schema = at(spec, 'x-webhooks', name, 'post', 'requestBody', 'content', 'application/json', 'schema');
  if (schema === undefined) throw new Error(`GitHub's description has no webhook ${name}`);
  return plain(schema);
}

function collectDefinitions(node: Json): void {
  for (const [, name] of JSON.stringify(node).matchAll(/"github#\/\$defs\/([^"]+)"/g)) {
    if (name === undefined || name in definitions) continue;
    const definition = plain(schemas[name] ?? {});
    definitions[name] = definition;
    collectDefinitions(definition);
  }
}

/** GitHub's description of a webhook spells the same account or repository out a dozen times: here it stands once. */
function withShared(node: Json, isNamed = false): Json {
  if (Array.isArray(node)) return node.map((one) => withShared(one));
  if (!isObject(node)) return node;
  const text = JSON.stringify(node);
  if (isNamed || (repeated.get(text) ?? 0) < 2) {
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withShared(value)]));
  }
  const name = `shared-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  if (!(name in shared)) shared[name] = withShared(node, true);
  return { $ref: `github#/$defs/${name}` };
}

function countSchemas(node: Json): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const visit = (one: Json): void => {
    if (typeof one !== 'object' || one === null) return;
    const text = isSchema(one) ? JSON.stringify(one) : '';
    if (text.length > worthSharing) counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const inner of Object.values(one)) visit(inner);
  };
  visit(node);
  return counts;
}

function isSchema(node: Json): boolean {
  return isObject(node) && (typeof node['type'] === 'string' || Array.isArray(node['anyOf']));
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a union, the words for people go. */
function plain(node: Json): Json {
  if (Array.isArray(node)) return node.map(plain);
  if (!isObject(node)) return node;
  const kept = Object.entries(node).filter(
    ([key]) => !wordsForPeople.has(key) && !key.startsWith('x-') && key !== 'nullable',
  );
  const schema = Object.fromEntries(kept.map(([key, value]) => [key, keyword(key, value)]));
  return node['nullable'] === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function keyword(key: string, value: Json): Json {
  if (key === 'enum' || key === 'required') return value;
  if (key === '$ref') return text(value).replace('#/components/schemas/', 'github#/$defs/');
  if (key !== 'properties') return plain(value);
  return Object.fromEntries(Object.entries(object(value)).map(([name, schema]) => [name, plain(schema)]));
}

/** GitHub ignores a property it does not know; for us it is a mistake, so every object of a request is closed. */
function closed(node: Json, isWhole: boolean): Json {
  if (Array.isArray(node)) return node.map((one) => closed(one, isWhole));
  if (!isObject(node)) return node;
  const entries = Object.entries(node)
    .filter(([key, value]) => isWhole || key !== 'additionalProperties' || value !== true)
    .map(([key, value]) => [key, closedKeyword(key, value)] as const);
  const isOpen =
    ['properties', 'oneOf', 'anyOf', 'allOf'].some((key) => key in node) && !('additionalProperties' in node);
  return Object.fromEntries(isWhole && isOpen ? [...entries, ['unevaluatedProperties', false]] : entries);
}

function closedKeyword(key: string, value: Json): Json {
  if (key === 'enum' || key === 'required') return value;
  if (key === 'oneOf' || key === 'anyOf' || key === 'allOf') return closed(value, false);
  if (key !== 'properties') return closed(value, true);
  return Object.fromEntries(Object.entries(object(value)).map(([name, schema]) => [name, closed(schema, true)]));
}

function inlined(node: Json): Json {
  if (Array.isArray(node)) return node.map(inlined);
  if (!isObject(node)) return node;
  if (typeof node['$ref'] === 'string') return inlined(resolve(node));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inlined(value)]));
}

function resolve(node: Json): Json {
  const reference = isObject(node) ? node['$ref'] : undefined;
  if (typeof reference !== 'string') return node;
  return at(spec, ...reference.slice(2).split('/')) ?? {};
}

function at(node: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((here, key) => (isObject(here) ? here[key] : undefined), node);
}

function isObject(node: Json | undefined): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function object(node: Json | undefined): JsonObject {
  if (!isObject(node)) throw new Error('Expected an object');
  return node;
}

function list(node: Json): readonly Json[] {
  if (!Array.isArray(node)) throw new Error('Expected a list');
  return node;
}

function text(node: Json | undefined): string {
  if (typeof node !== 'string') throw new Error('Expected a string');
  return node;
}
