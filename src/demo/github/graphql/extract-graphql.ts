import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

// Writes `github-graphql.json` anew from an unpacked `@octokit/graphql-schema`: `node src/demo/github/graphql/extract-graphql.ts <package>`.

const keptFields: Readonly<Record<string, readonly string[]>> = {
  Query: ['repository', 'node', 'viewer', 'rateLimit'],
  Mutation: [
    'resolveReviewThread',
    'unresolveReviewThread',
    'addPullRequestReviewThreadReply',
    'markPullRequestReadyForReview',
    'convertPullRequestToDraft',
    'addReaction',
  ],
};
const keptTypes = new Set([
  ...Object.keys(keptFields),
  ...['Repository', 'Issue', 'PullRequest', 'IssueOrPullRequest', 'Node', 'Actor', 'User', 'Bot', 'Organization'],
  ...[
    'PullRequestReview',
    'PullRequestReviewConnection',
    'PullRequestReviewThread',
    'PullRequestReviewThreadConnection',
  ],
  ...['PullRequestReviewComment', 'PullRequestReviewCommentConnection', 'PageInfo', 'Commit', 'RateLimit'],
  ...['ResolveReviewThreadInput', 'ResolveReviewThreadPayload'],
  ...['UnresolveReviewThreadInput', 'UnresolveReviewThreadPayload'],
  ...['AddPullRequestReviewThreadReplyInput', 'AddPullRequestReviewThreadReplyPayload'],
  ...['MarkPullRequestReadyForReviewInput', 'MarkPullRequestReadyForReviewPayload'],
  ...['ConvertPullRequestToDraftInput', 'ConvertPullRequestToDraftPayload'],
  ...['AddReactionInput', 'AddReactionPayload', 'Reaction'],
]);

type TypeReference = { readonly kind: string; readonly name: string | null; readonly ofType: TypeReference | null };
const reference: z.ZodType<TypeReference> = z.lazy(() =>
  z.object({ kind: z.string(), name: z.string().nullable(), ofType: reference.nullable().default(null) }),
);
const inputSchema = z.object({ name: z.string(), type: reference, defaultValue: z.unknown() });
const schemaSchema = z.object({
  __schema: z.object({
    types: z.array(
      z.object({
        kind: z.string(),
        name: z.string(),
        fields: z.array(z.object({ name: z.string(), args: z.array(inputSchema), type: reference })).nullable(),
        inputFields: z.array(inputSchema).nullable(),
        possibleTypes: z.array(reference).nullable(),
        enumValues: z.array(z.object({ name: z.string() })).nullable(),
      }),
    ),
  }),
});

const [packagePath] = process.argv.slice(2);
if (packagePath === undefined) throw new Error('Give the folder of an unpacked @octokit/graphql-schema');

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(join(packagePath, 'package.json'), 'utf8')));
const { types } = schemaSchema.parse(JSON.parse(await readFile(join(packagePath, 'schema.json'), 'utf8'))).__schema;
const simple = new Set(types.filter(({ kind }) => kind === 'SCALAR' || kind === 'ENUM').map(({ name }) => name));
const kept = types.filter(({ name }) => keptTypes.has(name));
const missing = [...keptTypes].filter((name) => kept.every((one) => one.name !== name));
if (missing.length > 0) throw new Error(`GitHub's schema has no ${missing.join(', ')}`);
await writeFile(
  new URL('github-graphql.json', import.meta.url),
  `${JSON.stringify({
    source: `@octokit/graphql-schema@${version} schema.json`,
    types: Object.fromEntries(kept.map((type) => [type.name, describe(type)])),
  })}\n`,
);

function describe({ name: of, fields, inputFields, possibleTypes }: (typeof types)[number]) {
  const wanted = keptFields[of];
  const own = (fields ?? []).filter(
    ({ name, type }) => isKept(nameOf(type)) && (wanted === undefined || wanted.includes(name)),
  );
  return {
    fields: Object.fromEntries(own.map(({ name, type, args }) => [name, { type: written(type), args: inputs(args) }])),
    inputs: inputs(inputFields ?? []),
    possible: (possibleTypes ?? []).map(nameOf).filter((name) => keptTypes.has(name)),
  };
}

function inputs(all: readonly z.infer<typeof inputSchema>[]) {
  return Object.fromEntries(all.map(({ name, type }) => [name, written(type)]));
}

function isKept(name: string): boolean {
  return keptTypes.has(name) || simple.has(name);
}

/** As GraphQL writes it, such as `[String!]!`. */
function written({ kind, name, ofType }: TypeReference): string {
  if (kind === 'NON_NULL' && ofType !== null) return `${written(ofType)}!`;
  if (kind === 'LIST' && ofType !== null) return `[${written(ofType)}]`;
  return name ?? '';
}

function nameOf(type: TypeReference): string {
  return type.name ?? (type.ofType === null ? '' : nameOf(type.ofType));
}
