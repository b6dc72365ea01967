import { isUtf8 } from 'node:buffer';
import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type NewCommit = {
  readonly repository: RepositoryName;
  readonly parents: readonly string[];
  /** Of the first parent. */
  readonly baseTree: string;
  /** Git's id of the tree that has to come out. */
  readonly tree: string;
  readonly message: string;
  readonly files: readonly NewCommitFile[];
};

type NewCommitFile = {
  readonly path: string;
  readonly mode: '100644' | '100755';
  /** `null` deletes the file. */
  readonly bytes: Uint8Array | null;
};

/**
 * Makes a commit at GitHub that no branch has yet, and resolves to its id; `null` when GitHub came to other files than ours.
 * It names no author, and so GitHub takes the app for it and signs.
 */
export async function createCommit(octokit: Octokit, commit: NewCommit, signal: AbortSignal): Promise<string | null> {
  const { repository, message } = commit;
  const parents = [...commit.parents];
  const at = { owner: repository.owner, repo: repository.name, request: { signal } };
  const tree = await createTree(octokit, commit, signal);
  if (tree !== commit.tree) return null;
  const { data } = await asking('accept the commit', signal, () =>
    octokit.rest.git.createCommit({ ...at, message, tree, parents }),
  );
  const isOurs = data.tree.sha === tree && data.parents.map(({ sha }) => sha).join() === parents.join();
  return isOurs ? data.sha : null;
}

async function createTree(octokit: Octokit, commit: NewCommit, signal: AbortSignal): Promise<string> {
  const entries: TreeEntry[] = [];
  for (const file of commit.files) entries.push(await toEntry(octokit, { ...commit, file }, signal));
  const { owner, name: repo } = commit.repository;
  const { data } = await asking('accept the files', signal, () =>
    octokit.rest.git.createTree({ owner, repo, base_tree: commit.baseTree, tree: entries, request: { signal } }),
  );
  return data.sha;
}

type TreeEntry = NonNullable<Parameters<Octokit['rest']['git']['createTree']>[0]>['tree'][number];

/** Text travels with the tree; only what is no text takes a request of its own. */
async function toEntry(
  octokit: Octokit,
  { repository, file }: NewCommit & { readonly file: NewCommitFile },
  signal: AbortSignal,
): Promise<TreeEntry> {
  const { path, mode } = file;
  const entry = { path, mode, type: 'blob' } as const;
  if (file.bytes === null) return { ...entry, sha: null };
  const bytes = Buffer.from(file.bytes);
  if (isUtf8(bytes) && !bytes.includes(0)) return { ...entry, content: bytes.toString('utf8') };
  const { data } = await asking('accept a file', signal, () =>
    octokit.rest.git.createBlob({
      owner: repository.owner,
      repo: repository.name,
      content: bytes.toString('base64'),
      encoding: 'base64',
      request: { signal },
    }),
  );
  return { ...entry, sha: data.sha };
}
