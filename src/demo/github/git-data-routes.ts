import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { BareRepository } from './bare-repository.ts';
import type { ApiCall, GitHubState, Route } from './github-state.ts';

/** Git's objects made over REST, in the same bare repository that pushes arrive in. */
export const gitDataRoutes: ReadonlyMap<string, Route> = new Map([
  ['git/create-blob', createBlob],
  ['git/create-tree', createTree],
  ['git/create-commit', createCommit],
  ['git/create-ref', createRef],
]);

const blobSchema = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });
const treeSchema = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});
const personSchema = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const commitSchema = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: personSchema.optional(),
  committer: personSchema.optional(),
});
const refSchema = z.object({ ref: z.string(), sha: z.string() });

async function createBlob(_state: GitHubState, call: ApiCall): Promise<Answer> {
  const { content, encoding } = blobSchema.parse(call.request.body);
  const sha = await writeBlob(bareOf(call), Buffer.from(content, encoding));
  return jsonAnswer(201, { sha, url: '' });
}

async function createTree(state: GitHubState, call: ApiCall): Promise<Answer> {
  const bare = bareOf(call);
  const { base_tree: base, tree } = treeSchema.parse(call.request.body);
  const variables = { GIT_INDEX_FILE: join(bare.directory, `index-${randomUUID()}`) };
  if (base !== undefined && !(await bare.has(`${base}^{tree}`))) return refusal(404, 'Not Found');
  await bare.git(['read-tree', ...(base === undefined ? ['--empty'] : [base])], { variables });
  const known = new Set((await bare.git(['ls-files', '-z'], { variables })).toString().split('\0'));
  const altered = state.alteredFiles.shift();
  const sent = tree.map((entry) => (entry.path === altered?.path ? { ...entry, ...altered } : entry));
  const lines = await Promise.all(sent.map((entry) => toIndexLine(bare, entry, known)));
  if (!lines.every((line) => line !== null)) return refusal(422, 'GitRPC::BadObjectState');
  await bare.git(['update-index', '-z', '--index-info'], { variables, stdin: lines.join('') });
  const sha = (await bare.git(['write-tree'], { variables })).toString().trim();
  return jsonAnswer(201, { sha, url: '', tree: [], truncated: false });
}

type TreeEntry = z.infer<typeof treeSchema>['tree'][number];

/** `null` for an object that does not exist, and for a deletion of what is not there. */
async function toIndexLine(
  bare: BareRepository,
  { path, mode, sha, content }: TreeEntry,
  known: ReadonlySet<string>,
): Promise<string | null> {
  if (sha === null) return known.has(path) ? `0 ${'0'.repeat(40)}\t${path}\0` : null;
  const id = sha ?? (await writeBlob(bare, Buffer.from(content ?? '')));
  return (await bare.has(id)) ? `${mode} ${id}\t${path}\0` : null;
}

/** GitHub signs what an app commits without naming anybody. */
async function createCommit(state: GitHubState, call: ApiCall): Promise<Answer> {
  const bare = bareOf(call);
  const { message, tree, parents, author, committer } = commitSchema.parse(call.request.body);
  for (const id of [`${tree}^{tree}`, ...parents.map((parent) => `${parent}^{commit}`)]) {
    if (!(await bare.has(id))) return refusal(422, 'Tree SHA or parent does not exist');
  }
  const slug = `${state.seed.app.slug}[bot]`;
  const app = { name: slug, email: `${state.seed.app.id}+${slug}@users.noreply.github.com` };
  const by = author ?? app;
  const through = committer ?? author ?? { name: 'GitHub', email: 'noreply@github.com' };
  const variables = {
    GIT_AUTHOR_NAME: by.name,
    GIT_AUTHOR_EMAIL: by.email,
    GIT_COMMITTER_NAME: through.name,
    GIT_COMMITTER_EMAIL: through.email,
  };
  // emulate ends every message with a line break.
  const stdin = message.endsWith('\n') ? message : `${message}\n`;
  const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
  const sha = (await bare.git(args, { variables, stdin })).toString().trim();
  const isSigned = author === undefined && committer === undefined;
  if (isSigned) state.signedCommits.add(sha);
  return jsonAnswer(201, {
    sha,
    message,
    tree: { sha: tree, url: '' },
    parents: parents.map((parent) => ({ sha: parent, url: '' })),
    verification: { verified: isSigned, reason: isSigned ? 'valid' : 'unsigned' },
  });
}

async function createRef(state: GitHubState, call: ApiCall): Promise<Answer> {
  const bare = bareOf(call);
  const { ref, sha } = refSchema.parse(call.request.body);
  if (!/^refs\/[^/]+\/./.test(ref)) return refusal(422, 'Reference name must start with "refs/" and have two slashes.');
  if ((await bare.refs()).has(ref)) return refusal(422, 'Reference already exists');
  if (!(await bare.has(`${sha}^{commit}`))) return refusal(422, 'Object does not exist');
  if (bare.refuses(ref)) return refusal(422, `Repository rule violations found for ${ref}.`);
  await bare.git(['update-ref', ref, sha, '0'.repeat(40)]);
  await call.repository?.afterPush(`${state.seed.app.slug}[bot]`);
  return jsonAnswer(201, { ref, url: '', object: { type: 'commit', sha, url: '' } });
}

async function writeBlob(bare: BareRepository, content: Buffer): Promise<string> {
  return (await bare.git(['hash-object', '-w', '--stdin'], { stdin: content })).toString().trim();
}

function bareOf({ repository }: ApiCall): BareRepository {
  if (repository === null) throw new TypeError('Git data belongs to a repository');
  return repository.bare;
}
