import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { GraphQlDocument, GraphQlSelection, GraphQlValue } from './parse-graphql.ts';

const typesSchema = z.record(
  z.string(),
  z.object({
    fields: z.record(z.string(), z.object({ type: z.string(), args: z.record(z.string(), z.string()) })),
    inputs: z.record(z.string(), z.string()),
    possible: z.array(z.string()),
  }),
);

type Types = z.infer<typeof typesSchema>;

/** What in a document GitHub's schema, as far as it was extracted, does not know. */
export type GraphQlContract = (document: GraphQlDocument) => readonly string[];

export async function readGraphQlContract(): Promise<GraphQlContract> {
  const file = await readFile(new URL('github-graphql.json', import.meta.url), 'utf8');
  const { types } = z.object({ types: typesSchema }).parse(JSON.parse(file));
  return (document) => {
    const root = document.operation === 'query' ? 'Query' : 'Mutation';
    return checkSelection({ types, variables: document.variables }, root, document.selection);
  };
}

type Facts = { readonly types: Types; readonly variables: ReadonlyMap<string, string> };

function checkSelection(facts: Facts, type: string, selection: readonly GraphQlSelection[]): readonly string[] {
  return selection.flatMap((one) => {
    if (one.kind === 'field') return checkField(facts, type, one);
    const known = one.type === null || facts.types[one.type] !== undefined;
    return known ? checkSelection(facts, one.type ?? type, one.selection) : [`there is no type ${one.type}`];
  });
}

function checkField(facts: Facts, type: string, field: GraphQlSelection & { kind: 'field' }): readonly string[] {
  if (field.name === '__typename') return [];
  const known = facts.types[type]?.fields[field.name];
  const place = `${type}.${field.name}`;
  if (known === undefined) return [`${place} is not a field that this GitHub knows`];
  const inner = known.type.replaceAll(/[![\]]/g, '');
  const isLeaf = facts.types[inner] === undefined;
  if (isLeaf !== (field.selection === null))
    return [`${place} ${isLeaf ? 'has no fields' : 'needs a selection of fields'}`];
  const nested = field.selection === null ? [] : checkSelection(facts, inner, field.selection);
  return [...checkInputs(facts, place, { known: known.args, given: field.args }), ...nested];
}

type Inputs = {
  readonly known: Readonly<Record<string, string>>;
  readonly given: Readonly<Record<string, GraphQlValue>>;
};

function checkInputs(facts: Facts, place: string, { known, given }: Inputs): readonly string[] {
  const missing = Object.entries(known)
    .filter(([name, type]) => type.endsWith('!') && given[name] === undefined)
    .map(([name]) => `${place} needs ${name}`);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const type = known[name];
    return type === undefined ? [`${place} takes no ${name}`] : checkValue(facts, `${place}.${name}`, { type, value });
  });
  return [...missing, ...wrong];
}

function checkValue(
  facts: Facts,
  place: string,
  { type, value }: { readonly type: string; readonly value: GraphQlValue },
): readonly string[] {
  if (value.kind === 'variable') {
    const declared = facts.variables.get(value.name);
    if (declared === undefined) return [`$${value.name} was not declared`];
    return declared === type || declared === `${type}!`
      ? []
      : [`${place} takes ${type}, and $${value.name} is ${declared}`];
  }
  if (value.kind === 'object') {
    const known = facts.types[type.replace('!', '')]?.inputs;
    return known === undefined ? [`${place} takes ${type}`] : checkInputs(facts, place, { known, given: value.fields });
  }
  return isOfType(type.replace('!', ''), value.value) ? [] : [`${place} takes ${type}`];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'Int') return Number.isInteger(value);
  if (type === 'Boolean') return typeof value === 'boolean';
  return typeof value === 'string';
}
