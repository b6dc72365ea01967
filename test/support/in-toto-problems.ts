import { z } from 'zod';

/**
 * What of in-toto's attestation framework, v1, a Statement breaks: spec/v1/statement.md, resource_descriptor.md, digest_set.md and
 * field_types.md of github.com/in-toto/attestation, as rules. Fields that nobody knows are allowed, as its parsing rules say.
 */
export function inTotoProblems(statement: unknown): readonly string[] {
  const parsed = schema.safeParse(statement);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** Lower-case hex, as long as its algorithm makes it. */
const lengths: Readonly<Record<string, readonly number[]>> = {
  sha256: [64],
  sha512: [128],
  gitCommit: [40, 64],
  gitTree: [40, 64],
  gitBlob: [40, 64],
};
const digestSet = z
  .record(z.string(), z.string())
  .refine((set) => Object.keys(set).length > 0, 'it holds no digest')
  .refine(
    (set) =>
      Object.entries(set).every(
        ([name, hex]) => /^[0-9a-f]+$/.test(hex) && (lengths[name]?.includes(hex.length) ?? false),
      ),
    'a digest is not what its algorithm makes',
  );
const typeUri = z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/, 'it is no URI');
const descriptor = z
  .looseObject({
    name: z.string().optional(),
    uri: z.url().optional(),
    digest: digestSet.optional(),
    content: z.base64().optional(),
  })
  .refine(
    ({ uri, digest, content }) => uri !== undefined || digest !== undefined || content !== undefined,
    'it has neither uri, digest nor content',
  );
const subjects = z
  .array(descriptor)
  .min(1)
  .refine((all) => all.every(({ digest }) => digest !== undefined), 'each has a digest')
  .refine((all) => isUnique(all.flatMap(({ name }) => name ?? [])), 'names are unique');
const schema = z.looseObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: subjects,
  predicateType: typeUri,
  predicate: z.looseObject({ resolvedDependencies: z.array(descriptor).optional() }).optional(),
});

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
