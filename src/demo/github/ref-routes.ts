import { z } from 'zod';
import { accountOf } from './account-of.ts';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { BareRepository } from './bare-repository.ts';
import type { ApiCall, GitHubState, Route } from './github-state.ts';

/** Where branches stand, and what lies between two of them: git is asked, as emulate knows only what it was told. */
export const refRoutes: ReadonlyMap<string, Route> = new Map([
  ['git/update-ref', updateRef],
  ['git/delete-ref', deleteRef],
  ['git/get-commit', getGitCommit],
  ['repos/compare-commits-with-basehead', compareCommits],
]);

const moveSchema = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** GitHub refuses what is no fast-forward. We never ask for more: that is written down as a mistake of ours. */
async function updateRef(state: GitHubState, call: ApiCall): Promise<Answer> {
  const bare = bareOf(call);
  const ref = `refs/${call.match.parameters.get('ref')}`;
  const { sha, force } = moveSchema.parse(call.request.body);
  if (force) noteForce(state, call);
  const standing = (await bare.refs()).get(ref);
  if (standing === undefined) return refusal(422, 'Reference does not exist');
  if (!(await bare.has(`${sha}^{commit}`))) return refusal(422, 'Object does not exist');
  if (bare.refuses(ref)) return refusal(422, `Repository rule violations found for ${ref}.`);
  if (!force && !(await isAncestor(bare, standing, sha))) return refusal(422, 'Update is not a fast forward');
  await bare.git(['update-ref', ref, sha, standing]);
  await call.repository?.afterPush(`${state.seed.app.slug}[bot]`);
  return jsonAnswer(200, { ref, url: '', object: { type: 'commit', sha, url: '' } });
}

function noteForce(state: GitHubState, { request }: ApiCall): void {
  const problems = ['moves a branch by force, over commits that may be of others'];
  state.violations.push({ method: request.method, path: request.path, problems });
}

async function isAncestor(bare: BareRepository, one: string, other: string): Promise<boolean> {
  const bases = await bare.git(['rev-list', '--max-count=1', one, `^${other}`]);
  return bases.toString().trim() === '';
}

async function deleteRef(state: GitHubState, call: ApiCall): Promise<Answer> {
  const bare = bareOf(call);
  const ref = `refs/${call.match.parameters.get('ref')}`;
  if (!(await bare.refs()).has(ref)) return refusal(422, 'Reference does not exist');
  await bare.git(['update-ref', '-d', ref]);
  await call.repository?.afterPush(`${state.seed.app.slug}[bot]`);
  return jsonAnswer(204, null);
}

async function getGitCommit(state: GitHubState, call: ApiCall): Promise<Answer> {
  const bare = bareOf(call);
  const sha = call.match.parameters.get('commit_sha') ?? '';
  if (!/^[0-9a-f]{40}$/.test(sha) || !(await bare.has(`${sha}^{commit}`))) return refusal(404, 'Not Found');
  const commit = await readCommit(state, bare, sha);
  return jsonAnswer(200, { ...commit, ...commit.commit });
}

async function compareCommits(state: GitHubState, call: ApiCall): Promise<Answer> {
  const bare = bareOf(call);
  const [base, head] = (call.match.parameters.get('basehead') ?? '').split('...').map((one) => one.replace(/^.*:/, ''));
  const ends = await Promise.all([resolveCommit(bare, base), resolveCommit(bare, head)]);
  const [baseSha, headSha] = ends;
  if (baseSha === undefined || baseSha === null || headSha === undefined || headSha === null) {
    return refusal(404, 'Not Found');
  }
  const between = await lines(bare, ['merge-base', baseSha, headSha]);
  const [mergeBase = baseSha] = between;
  const ahead = await lines(bare, ['rev-list', '--reverse', `${baseSha}..${headSha}`]);
  const behind = await lines(bare, ['rev-list', `${headSha}..${baseSha}`]);
  return jsonAnswer(200, {
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    base_commit: await readCommit(state, bare, baseSha),
    merge_base_commit: await readCommit(state, bare, mergeBase),
    commits: await Promise.all(ahead.slice(0, 250).map((sha) => readCommit(state, bare, sha))),
    files: await changedFiles(bare, mergeBase, headSha),
  });
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

async function resolveCommit(bare: BareRepository, name: string | undefined): Promise<string | null> {
  const refs = await bare.refs();
  const branch = refs.get(`refs/heads/${name}`);
  if (branch !== undefined) return branch;
  return name !== undefined && /^[0-9a-f]{40}$/.test(name) && (await bare.has(`${name}^{commit}`)) ? name : null;
}

async function readCommit(state: GitHubState, bare: BareRepository, sha: string) {
  const format = '--format=%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%T%x00%P%x00%B';
  const fields = (await bare.git(['log', '-1', format, sha])).toString().split('\0');
  const [name = '', email = '', date = '', throughName = '', throughEmail = '', throughDate = '', tree = ''] = fields;
  const [parents = '', message = ''] = fields.slice(7);
  return {
    sha,
    parents: parents.split(' ').flatMap((parent) => (parent === '' ? [] : [{ sha: parent, url: '' }])),
    author: accountFor(state, email),
    committer: accountFor(state, throughEmail),
    commit: {
      message: message.trimEnd(),
      tree: { sha: tree, url: '' },
      author: { name, email, date },
      committer: { name: throughName, email: throughEmail, date: throughDate },
    },
  };
}

function accountFor(state: GitHubState, address: string) {
  const login = accountOf(state, address);
  return login === null ? null : { login, id: 1, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

const longestPatch = 100_000;

/** As in a pull request's list of files. */
export async function changedFiles(bare: BareRepository, base: string, head: string) {
  const counts = await lines(bare, ['diff', '--no-renames', '--numstat', base, head]);
  const states = new Map(
    (await lines(bare, ['diff', '--no-renames', '--name-status', base, head])).map((line) => {
      const [state = '', path = ''] = line.split('\t');
      return [path, state] as const;
    }),
  );
  return await Promise.all(
    counts.map(async (line) => {
      const [added = '0', removed = '0', filename = ''] = line.split('\t');
      const additions = Number(added) || 0;
      const deletions = Number(removed) || 0;
      const patch = (await bare.git(['diff', '--no-renames', base, head, '--', filename])).toString();
      const hunks = patch.slice(Math.max(patch.indexOf('\n@@'), 0)).trimStart();
      const status = { A: 'added', D: 'removed' }[states.get(filename) ?? ''] ?? 'modified';
      const sha =
        status === 'removed' ? null : (await bare.git(['rev-parse', `${head}:${filename}`])).toString().trim();
      const shown = hunks.startsWith('@@') && hunks.length < longestPatch ? { patch: hunks.trimEnd() } : {};
      return { sha, filename, status, additions, deletions, changes: additions + deletions, ...shown };
    }),
  );
}

async function lines(bare: BareRepository, args: readonly string[]): Promise<readonly string[]> {
  return (await bare.git(args)).toString().split('\n').slice(0, -1);
}

function bareOf({ repository }: ApiCall): BareRepository {
  if (repository === null) throw new TypeError('A branch belongs to a repository');
  return repository.bare;
}
